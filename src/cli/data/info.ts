import { print } from '../say.js';
import { type DataOptions, openStore } from './store-of.js';
import { table } from './tables.js';

export async function info(options: DataOptions & { readonly json?: true }): Promise<void> {
  await using store = await openStore(options);
  const { file, encrypted, config } = store;
  const stats = store.stats();
  const { keepDays, transcripts, timeline, alertText } = config;
  if (options.json) {
    print(JSON.stringify({ file, encrypted, stats, keepDays, transcripts, timeline, alertText }, null, 2));
    return;
  }
  const days = (count: number | null) => (count === null ? 'for ever' : `${count} days`);
  print(
    table([
      ['Database', file],
      ['Encrypted', encrypted ? 'yes' : 'no'],
      ['Size', `${(stats.bytes / 1e6).toFixed(1)} MB`],
      ['Calls', `${stats.calls}, kept ${days(keepDays.calls)}`],
      [
        'Alerts',
        `${stats.alerts}, kept ${days(keepDays.alerts)}, ${alertText ? 'with' : 'without'} quoted words`,
      ],
      [
        'Transcripts',
        `${stats.transcripts}, ${transcripts ? `kept ${days(keepDays.transcripts)}` : 'not kept'}${timeline ? ', timelines are' : ''}`,
      ],
      [
        'Feedback',
        `${stats.feedback.notScam} not a scam, ${stats.feedback.wasScam} was a scam, kept ${days(keepDays.feedback)}`,
      ],
      ['Audit log', `${stats.auditEntries} entries`],
    ]),
  );
}
