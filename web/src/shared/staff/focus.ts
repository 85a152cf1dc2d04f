import type { LitElement, ReactiveController } from 'lit';
import { View } from './view.js';

const HEADINGS = 'h1, h2, h3, legend';

/**
 * Sees to it that who works with the keyboard is never nowhere. What had the focus and was switched off while something was done gets it
 * back when it is on again; where it is gone, the heading of what is left of its surroundings has it. In a row with
 * `data-rest` what was done is said there, and the focus goes to that.
 */
class KeptFocus implements ReactiveController {
  readonly #host: LitElement;
  /** What had the focus before the host was drawn anew. */
  #before: Held | null = null;
  /** What waits to be on again. */
  #off: Held | null = null;

  constructor(host: LitElement) {
    this.#host = host;
  }

  get #root(): ShadowRoot | null {
    return this.#host.shadowRoot;
  }

  hostUpdate(): void {
    const element = this.#root?.activeElement;
    this.#before = element instanceof HTMLElement ? { element, around: around(element) } : null;
  }

  hostUpdated(): void {
    const [before, off] = [this.#before, this.#off];
    if (before?.element.matches(':disabled')) {
      const said = before.element.closest('[data-rest]')?.querySelector<HTMLElement>('[role="status"]');
      if (said) take(said);
      else this.#off = before;
      return;
    }
    const waiting = before ?? off;
    if (!waiting || (waiting.element.isConnected && waiting.element.matches(':disabled'))) return;
    this.#off = null;
    // It has it still, or somebody has put it somewhere.
    if (!isNowhere()) return;
    if (waiting.element.isConnected) waiting.element.focus();
    else this.#fall(waiting.around);
  }

  #fall(around: Element[]): void {
    const left = around.find((each) => each.isConnected && each.querySelector(HEADINGS));
    const heading = (left ?? this.#root)?.querySelector<HTMLElement>(HEADINGS);
    if (heading) take(heading);
  }
}

/** A view that keeps the focus. */
export abstract class FocusedView extends View {
  constructor() {
    super();
    this.addController(new KeptFocus(this));
  }
}

/** What had the focus, and what it stood in, from the inside. */
interface Held {
  element: HTMLElement;
  around: Element[];
}

function around(element: Element): Element[] {
  const all = [];
  for (let at = element.parentElement; at; at = at.parentElement) all.push(at);
  return all;
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function take(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus();
}
