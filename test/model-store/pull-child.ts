// Pulls in a process of its own and reports when some of it has arrived, so that a test can kill it.
import type { CatalogueEntry } from '../../src/models/catalogue.js';
import { pullEntry } from '../../src/models/pull.js';

const job: { entry: CatalogueEntry; from: string; userFolder: string } = JSON.parse(process.argv[2] ?? '{}');

await pullEntry(job.entry, {
  from: job.from,
  userFolder: job.userFolder,
  onProgress: ({ arrivedBytes }) => {
    if (arrivedBytes >= 100_000) process.send?.('halfway');
  },
});
