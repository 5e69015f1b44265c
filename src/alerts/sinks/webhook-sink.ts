import { createHmac } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { WebhookSinkConfig } from '../../config/alerts.js';
import { readAuthority, readSecret } from '../../config/secret.js';
import { CallwardenError } from '../../errors.js';
import { addressOf, describeAddress } from '../../network/address.js';
import type { Alert } from '../alert.js';
import { alertMessage } from './alert-message.js';
import { type AlertedCall, type AlertSink, type Delivery, overNetwork } from './alert-sink.js';

/** Answers that may be another one next time: request timeout, too early, too many requests. */
const PASSING = [408, 425, 429];

/** Posts each alert as JSON to one address. A redirect is not followed: it would lead where nobody allowed. */
export class WebhookSink implements AlertSink {
  readonly name: string;
  readonly minLevel: AlertSink['minLevel'];
  readonly delivery: Delivery;

  private constructor(
    private readonly settings: WebhookSinkConfig,
    private readonly secret: string | undefined,
    private readonly ca: string | undefined,
  ) {
    this.name = settings.name;
    this.minLevel = settings.minLevel;
    this.delivery = overNetwork(settings.timeoutMs);
  }

  /** @throws CallwardenError CW_CONFIG_INVALID when the secret or the certificate is not where it should be */
  static async open(settings: WebhookSinkConfig): Promise<WebhookSink> {
    const { name, secretFile, secretEnv, caFile } = settings;
    const secret = await readSecret(
      { file: secretFile, env: secretEnv },
      `alerts.sinks: ${name}: the secret`,
    );
    return new WebhookSink(settings, secret, await readAuthority(caFile, `alerts.sinks: ${name}: caFile`));
  }

  /** @throws CallwardenError CW_ALERT_UNDELIVERED, CW_ALERT_REFUSED, CW_EGRESS_REFUSED */
  async deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const message = alertMessage(alert, call, this.settings);
    const body = JSON.stringify(message);
    const status = await this.#post(
      body,
      { ...this.#signature(body), 'x-callwarden-id': headerValue(message.id) },
      signal,
    );
    if (status >= 200 && status < 300) return;
    const passing = status >= 500 || PASSING.includes(status);
    throw new CallwardenError(
      passing ? 'CW_ALERT_UNDELIVERED' : 'CW_ALERT_REFUSED',
      `${this.name}: ${this.#where} answered with ${status}${status >= 300 && status < 400 ? ', a redirect' : ''}.`,
    );
  }

  async close(): Promise<void> {}

  /** The path may be a secret: only host and port are shown. */
  get #where(): string {
    return describeAddress(addressOf(this.settings.url));
  }

  /** HMAC-SHA256 over `time.body`: who knows the secret knows that it is from us, and from when. */
  #signature(body: string): Record<string, string> {
    if (this.secret === undefined) return {};
    const time = String(Math.floor(Date.now() / 1000));
    const hash = createHmac('sha256', this.secret).update(`${time}.${body}`).digest('hex');
    return { 'x-callwarden-time': time, 'x-callwarden-signature': `sha256=${hash}` };
  }

  /** @returns the status of the answer; what else is in it is not read */
  #post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
    const { url } = this.settings;
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        // A connection that is kept would only grow old until the next alert.
        agent: false,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Callwarden',
        },
        ...(this.ca === undefined ? {} : { ca: this.ca }),
        signal,
      });
      sent.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      sent.on('error', (cause) => {
        const what = `${this.name}: ${this.#where} cannot be reached: ${cause.message}.`;
        reject(
          cause instanceof CallwardenError
            ? cause
            : new CallwardenError('CW_ALERT_UNDELIVERED', what, { cause }),
        );
      });
      sent.end(body);
    });
  }
}

/** Of an id in any script: a header holds ASCII. What is no whole character (a lone surrogate) is replaced first. */
function headerValue(id: string): string {
  return encodeURI(Buffer.from(id).toString());
}
