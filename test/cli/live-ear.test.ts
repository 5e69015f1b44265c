import { expect, test } from 'vitest';
import { refuseRecordingEar } from '../../src/cli/live-ear.js';

test('an ear that hears recordings only is refused, and no other', async () => {
  await expect(refuseRecordingEar('ear-en-ggml')).rejects.toMatchObject({
    code: 'CW_CONFIG_INVALID',
    exitStatus: 78,
  });
  await refuseRecordingEar('ear-en');
  // What is not there is told where it is loaded.
  await refuseRecordingEar('nope');
});
