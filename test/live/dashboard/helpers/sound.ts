import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Tones that were started. */
    tones: number;
    /** Notices of the device that were sent, title and text. */
    notices: string[][];
  }
}

/** Counts tones and keeps notices, which a headless browser neither plays nor shows. Both are made as always. */
export async function watchSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.tones = 0;
    window.notices = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      window.tones++;
      start.call(this, when);
    };
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        window.notices.push([title, options?.body ?? '']);
      }
    };
  });
}
