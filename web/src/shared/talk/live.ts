import { Problem } from '../api.js';
import type { Sent } from './protocol.js';
import { events } from './stream.js';
import { online } from './waiting.js';

/** Waits before the stream is opened again, in milliseconds; the last one is used from then on. */
const AGAIN = [500, 1000, 2000, 5000, 10_000];

/**
 * News as they come, such as those of the shop's people: one stream that is opened again behind the last news wherever
 * it ends, until the server has none to wait for.
 */
export class Live<Event = Sent> {
  /** The id of the last news. */
  last = 'p-0';
  #stop: AbortController | null = null;

  constructor(
    readonly connect: (last: string, signal: AbortSignal) => Promise<Response>,
    readonly take: (sent: Event) => void,
    /** Is told whenever the stream is there, and whenever it breaks. */
    readonly tell: (there: boolean) => void = () => {},
  ) {}

  start(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    void this.#follow(stop.signal).finally(() => {
      if (this.#stop === stop) this.#stop = null;
    });
  }

  /** Ends the stream; the next one begins behind the news with this id. */
  goOnBehind(id: string): void {
    this.stop();
    this.last = id;
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for (let broke = 0; ; broke += 1) {
      try {
        const response = await this.connect(this.last, signal);
        if (response.status === 204) return;
        this.tell(true);
        for await (const { id, sent } of events<Event>(response)) {
          if (signal.aborted) return;
          broke = 0;
          if (id) this.last = id;
          this.take(sent);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.tell(false);
        // Neither a busy server nor one that fails is the end; one that says no is.
        if (error instanceof Problem && error.status < 500 && error.status !== 429) return;
      }
      await online(AGAIN[Math.min(broke, AGAIN.length - 1)] ?? 0);
      if (signal.aborted) return;
    }
  }
}
