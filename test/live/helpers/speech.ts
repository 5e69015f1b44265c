import { encodeMuLaw } from '../../../src/audio/g711.js';
import { FIXTURES, readRecording } from '../../fixtures/labelled-calls.js';

/** The two parties of a fixture, as a phone sends them: mu-law, 8 kHz. */
export async function partiesOf(
  id: string,
): Promise<{ readonly remote: Uint8Array; readonly local: Uint8Array }> {
  const { samples } = await readRecording(new URL(`${id}.wav`, FIXTURES));
  const [remote, local] = samples;
  if (!remote || !local) throw new Error(`${id} has not two parties`);
  return { remote: encodeMuLaw(remote), local: encodeMuLaw(local) };
}
