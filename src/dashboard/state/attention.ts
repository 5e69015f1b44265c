import { effect, signal } from '@preact/signals';
import { callPath } from '../model/route.js';
import { type AlertMessage, raisedSoFar, stands } from './alarm.js';
import { sound, words } from './preferences.js';
import { navigate } from './router.js';
import { chime, ring } from './sound.js';
import { speak } from './speak.js';
import { categoryAdvice, categoryTitle } from './terms.js';
import { pageTitle } from './title.js';

// What makes a person look: sound, the title of the tab, a notice of the device, words for screen readers.

const FLASH_MS = 1000;
/** After this long nobody is there; the panel and the title stay, ms. */
const LONGEST_RING_MS = 120_000;

const REFUSED = 'callwarden.noticesRefused';

/** Read out at once, and when there is a pause. */
export const assertive = signal('');
export const polite = signal('');

export type NoticePermission = NotificationPermission | 'none';
export const noticePermission = signal<NoticePermission>(
  'Notification' in window && !refusedBefore() ? Notification.permission : 'none',
);

export async function askForNotices(): Promise<void> {
  if (!('Notification' in window)) return;
  noticePermission.value = await Notification.requestPermission();
  // The first one shows that it works, or that this browser says yes and then sends none.
  const { noticesOn, notices } = words.value.settings;
  if (noticePermission.peek() === 'granted') notify('callwarden-first', notices, noticesOn);
}

/** Tells of an alert that has just been raised. `who` is the caller in words. */
export function announce(alert: AlertMessage, who: string): void {
  const title = categoryTitle(alert.category, alert.title).text;
  if (alert.level === 'suspicious') {
    speak(polite, words.value.alarm.saySuspicious(who));
    if (sound.value) chime();
    return;
  }
  const advice = categoryAdvice(alert.category, alert.advice).text;
  speak(assertive, words.value.alarm.sayScam(title, advice));
  notify(alert.callId, words.value.alarm.notice(title), advice, alert.callId);
}

/** Rings and flashes while an alarm stands. */
export function startAttention(): void {
  effect(() => {
    // A new alarm rings its full time; one that moves, or another that was seen, rings no longer than it would.
    void raisedSoFar.value;
    return stands.value && sound.value ? ring(LONGEST_RING_MS) : undefined;
  });
  effect(() => {
    const title = pageTitle.value;
    document.title = title;
    if (!stands.value) return undefined;
    const warning = `⚠ ${words.value.alarm.title}`;
    document.title = warning;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    let shown = true;
    const flash = setInterval(() => {
      shown = !shown;
      document.title = shown ? warning : title;
    }, FLASH_MS);
    return () => clearInterval(flash);
  });
}

/** No words of the call: a notice may stand on a locked screen. */
function notify(tag: string, title: string, body: string, callId?: string): void {
  if (noticePermission.value !== 'granted') return;
  try {
    const notice = new Notification(title, {
      body,
      tag,
      requireInteraction: callId !== undefined,
      icon: '/icon.svg',
    });
    notice.onclick = () => {
      window.focus();
      if (callId !== undefined) navigate(callPath(callId));
      notice.close();
    };
  } catch {
    // Browsers of phones have the name but allow it to service workers only.
    noticePermission.value = 'none';
    rememberRefusal();
  }
}

/** Such a browser goes on saying that notices are allowed, and the only way to know is to send one. */
function refusedBefore(): boolean {
  try {
    return localStorage.getItem(REFUSED) !== null;
  } catch {
    return false;
  }
}

function rememberRefusal(): void {
  try {
    localStorage.setItem(REFUSED, '');
  } catch {
    // Without storage the next notice finds out again.
  }
}
