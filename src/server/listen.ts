import type { ServerConfig } from '../config/server.js';
import { CallwardenError } from '../errors.js';
import type { Api } from './type-provider.js';

/**
 * Begins to listen.
 * @returns the address to open in a browser
 * @throws CallwardenError CW_SERVER_PORT_TAKEN, CW_SERVER_ADDRESS
 */
export async function listen(app: Api, { host, port }: Pick<ServerConfig, 'host' | 'port'>): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new CallwardenError(
        'CW_SERVER_PORT_TAKEN',
        `Port ${port} of ${host} is taken: is Callwarden running already? Else set another one with \`--port\` or \`server.port\`.`,
        { cause },
      );
    }
    if (code === undefined) throw cause;
    throw new CallwardenError(
      'CW_SERVER_ADDRESS',
      `The service cannot listen at ${host}, port ${port} (${code}): set \`server.host\` to an address of this machine and \`server.port\` to one this user may open.`,
      { cause },
    );
  }
  const address = app.server.address();
  const open = address !== null && typeof address === 'object' ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${open}/`;
}
