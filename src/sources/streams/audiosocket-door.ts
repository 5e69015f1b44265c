import { createServer, type Socket } from 'node:net';
import { asCallwardenError } from '../../errors.js';
import { peerAddress } from './admission.js';
import { AudioSocketParser, SILENT_FRAME } from './dialects/audiosocket.js';
import { type Door, type DoorOptions, letIn, listenOn, TICK_MS } from './stream-door.js';
import { StreamSession } from './stream-session.js';

/** AudioSocket over TCP. It has no secret but the call's UUID, so only the allow list guards it. */
export async function openAudioSocketDoor(port: number, options: DoorOptions): Promise<Door> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const peer = peerAddress(socket.remoteAddress);
    if (!letIn(socket, peer, options)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, peer, options);
  });
  const listening = await listenOn(server, options.line.host, port);
  return {
    port: listening,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(socket: Socket, peer: string, options: DoorOptions): void {
  const { line, calls, halfOpen, onCall, report } = options;
  const parser = new AudioSocketParser(Math.min(line.maxMessageBytes, 0xffff));
  let begun = false;
  const session = new StreamSession({
    line,
    calls,
    onCall,
    onStart: () => {
      begun = true;
      halfOpen.settle(socket);
    },
    onEnd: () => socket.destroySoon(),
  });
  const orCutOff = (work: () => void) => {
    try {
      work();
    } catch (thrown) {
      report(asCallwardenError(thrown), peer);
      session.end();
      socket.destroy();
    }
  };
  const ticker = setInterval(() => {
    orCutOff(() => session.tick());
    // A peer that does not read gets no more.
    if (begun && socket.writable && socket.writableLength === 0) socket.write(SILENT_FRAME);
  }, TICK_MS);
  socket.on('data', (bytes) =>
    orCutOff(() => {
      session.spend();
      session.take(parser.push(bytes));
    }),
  );
  socket.once('close', () => {
    clearInterval(ticker);
    session.end();
  });
}
