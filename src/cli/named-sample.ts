import { CallwardenError } from '../errors.js';
import { listSamples, sampleFile } from '../server/samples/sample-files.js';

/** The recording of the sample call that a person named. @throws CallwardenError CW_USAGE with those there are */
export async function namedSample(name: string): Promise<string> {
  const file = sampleFile(name);
  if (file !== undefined) return file;
  const names = (await listSamples()).map(({ sample }) => sample).join(', ');
  throw new CallwardenError('CW_USAGE', `There is no sample call "${name}", but ${names || 'none at all'}.`);
}
