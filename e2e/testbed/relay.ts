import { connect, createServer, type Socket } from 'node:net';

/** A TCP relay in front of a server: what happens to a network, on purpose. */
export interface Relay {
  readonly port: number;
  /** Connections accepted since the start. */
  accepted(): number;
  /** From now on nothing passes in either direction and nobody is told: a half-open network. */
  freeze(): void;
  thaw(): void;
  /** Ends all connections at once. */
  cut(): void;
  close(): Promise<void>;
}

/** Relays to 127.0.0.1:`target`, which need not listen yet. */
export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  let frozen = false;

  const server = createServer({ pauseOnConnect: true }, (near) => {
    accepted += 1;
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void to.write(chunk));
      from.on('end', () => to.end());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      // A reset is part of what a relay is for; 'close' follows.
      from.on('error', () => from.destroy());
      if (frozen) from.pause();
      else from.resume();
    }
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address.port);
    });
  });
  return {
    port,
    accepted: () => accepted,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
