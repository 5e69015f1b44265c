import { render } from 'preact';
import { App } from './app.js';
import { startAttention } from './state/attention.js';
import { connection, startOverview } from './state/overview.js';
import { startRouter } from './state/router.js';
import { loadSession } from './state/session.js';
import { startSound } from './state/sound.js';

const RETRY_MS = 3000;

startRouter();
startSound();
startAttention();
startOverview();

const place = document.getElementById('page');
if (place) render(<App />, place);
void begin();

/** A service that is still starting is asked again. */
async function begin(): Promise<void> {
  try {
    await loadSession();
  } catch {
    connection.value = 'lost';
    setTimeout(begin, RETRY_MS);
  }
}
