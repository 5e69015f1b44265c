import { randomBytes } from 'node:crypto';
import { connect, ErrorWithReasonCode, type MqttClient } from 'mqtt';
import type { MqttSinkConfig } from '../../config/alerts.js';
import { readAuthority, readSecret } from '../../config/secret.js';
import { CallwardenError } from '../../errors.js';
import { addressOf, describeAddress } from '../../network/address.js';
import type { Alert } from '../alert.js';
import { alertMessage } from './alert-message.js';
import { type AlertedCall, type AlertSink, type Delivery, overNetwork } from './alert-sink.js';

/** A broker that was away gives alerts to its subscribers no later than this, s. */
const EXPIRES_S = 300;

/** A broker that does not close its side of the connection is left by force after this, ms. */
const GOODBYE_MS = 1000;

/** Reason codes of MQTT 5 (section 2.4) that another try does not change: name or password, not authorized, banned, topic. */
const FINAL_REASONS = [0x86, 0x87, 0x8a, 0x90];

/**
 * Publishes each alert on an MQTT broker: QoS 1, never retained. Alerts are rare, so each has a connection of its own, and
 * there is none to go stale in between. MQTT 5, because older versions cannot say that a message was refused.
 */
export class MqttSink implements AlertSink {
  readonly name: string;
  readonly minLevel: AlertSink['minLevel'];
  readonly delivery: Delivery;

  private constructor(
    private readonly settings: MqttSinkConfig,
    private readonly password: string | undefined,
    private readonly ca: string | undefined,
  ) {
    this.name = settings.name;
    this.minLevel = settings.minLevel;
    this.delivery = overNetwork(settings.timeoutMs);
  }

  /** @throws CallwardenError CW_CONFIG_INVALID when the password or the certificate is not where it should be */
  static async open(settings: MqttSinkConfig): Promise<MqttSink> {
    const { name, passwordFile, passwordEnv, caFile } = settings;
    const place = { file: passwordFile, env: passwordEnv };
    const password = await readSecret(place, `alerts.sinks: ${name}: the password`);
    return new MqttSink(settings, password, await readAuthority(caFile, `alerts.sinks: ${name}: caFile`));
  }

  /** @throws CallwardenError CW_ALERT_UNDELIVERED, CW_ALERT_REFUSED, CW_EGRESS_REFUSED */
  async deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const { url, topic, user, timeoutMs } = this.settings;
    const client = connect(url, {
      protocolVersion: 5,
      clientId: `callwarden-${randomBytes(6).toString('hex')}`,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: timeoutMs,
      ...(user === null ? {} : { username: user }),
      ...(this.password === undefined ? {} : { password: this.password }),
      ...(this.ca === undefined ? {} : { ca: this.ca }),
    });
    const connected = new Promise((resolve) => client.once('connect', resolve));
    const broken = failureOf(client, signal);
    try {
      await Promise.race([connected, broken]);
      const published = client.publishAsync(topic, JSON.stringify(alertMessage(alert, call, this.settings)), {
        qos: 1,
        retain: false,
        properties: { messageExpiryInterval: EXPIRES_S, contentType: 'application/json' },
      });
      await Promise.race([published, broken]);
    } catch (thrown) {
      client.end(true);
      throw this.#explain(thrown);
    }
    leave(client);
  }

  async close(): Promise<void> {}

  #explain(thrown: unknown): CallwardenError {
    if (thrown instanceof CallwardenError) return thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const final = thrown instanceof ErrorWithReasonCode && FINAL_REASONS.includes(thrown.code);
    const where = describeAddress(addressOf(this.settings.url));
    return new CallwardenError(
      final ? 'CW_ALERT_REFUSED' : 'CW_ALERT_UNDELIVERED',
      `${this.name}: the broker ${where} did not take the alert: ${reason}.`,
      { cause: thrown },
    );
  }
}

/** Says goodbye and waits for nobody: the broker has the alert, and a late end must not have it published again. */
function leave(client: MqttClient): void {
  const timer = setTimeout(() => client.stream.destroy(), GOODBYE_MS).unref();
  client.end(false, () => clearTimeout(timer));
}

/** Rejects when the connection breaks or the signal fires. */
function failureOf(client: MqttClient, signal: AbortSignal): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('close', () => reject(new Error('the connection was closed')));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  // Our own goodbye closes it too, when nobody waits any more.
  failure.catch(() => {});
  return failure;
}
