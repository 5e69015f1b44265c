import { openSinks } from '../../alerts/sinks/open-sinks.js';
import type { Config } from '../../config/schema.js';
import { asCallwardenError } from '../../errors.js';
import { checkOpenness } from '../../server/auth/place.js';
import { Tokens } from '../../server/auth/tokens.js';
import { listenToAll } from '../../sources/listening-policy.js';
import { openSource } from '../../sources/open-source.js';
import { refuseRecordingEar } from '../live-ear.js';
import type { Finding } from './finding.js';

/** Would the service start with it? What it refuses after reading is tried here; nothing is asked over the network. */
export async function checkConfiguration(config: Config, from: string): Promise<readonly Finding[]> {
  const finding = { id: 'config', title: 'Configuration' } as const;
  const trials = [
    () => checkOpenness(config.server),
    () => new Tokens(config.server.tokens),
    () => refuseRecordingEar(config.transcription.model),
    async () => {
      for (const sink of await openSinks(config)) await sink.close();
    },
    ...config.lines.map((line) => () => openSource(line, () => {}, listenToAll).close()),
  ];
  const failed: Finding[] = [];
  for (const trial of trials) {
    try {
      await trial();
    } catch (thrown) {
      const detail = asCallwardenError(thrown).message;
      const advice = `\`callwarden serve\` refuses ${from}: docs/configuration.md lists what can be set.`;
      failed.push({ ...finding, status: 'fail', detail, advice });
    }
  }
  return failed.length > 0 ? failed : [{ ...finding, status: 'ok', detail: from }];
}
