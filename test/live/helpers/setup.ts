import { execFileSync } from 'node:child_process';
import { fetchAsterisk } from './asterisk.js';

/** What the live tests need beside the project: Asterisk is fetched, sipp has to be there. */
export default function setup(): void {
  fetchAsterisk();
  try {
    execFileSync('sipp', ['-v'], { stdio: 'ignore' });
  } catch (thrown) {
    // sipp ends with 99 when it is only asked for its version.
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (missing) throw new Error('The live tests need sipp: install the Debian package sip-tester.');
  }
}
