import { createParser } from 'eventsource-parser';
import type { Sent } from './protocol.js';

/** An event with its id, which a broken stream is taken up again behind. */
export interface Received<Event = Sent> {
  id: string | null;
  sent: Event;
}

/**
 * The events of a response, as they come. Throws where the connection breaks; a stream that ends without
 * `done` just ends.
 */
export async function* events<Event = Sent>(response: Response): AsyncGenerator<Received<Event>> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  const waiting: Received<Event>[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => waiting.push({ id: id ?? null, sent: JSON.parse(data) as Event }),
  });
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      parser.feed(value);
      yield* waiting.splice(0);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
