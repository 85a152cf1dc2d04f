import { Problem } from '../shared/api.js';
import { desk } from '../shared/staff/desk.js';
import {
  type Brief,
  type CopyFinding,
  same,
  sendable,
  type TextFindings,
  type Variant,
} from './campaigns.js';
import { work } from './work.js';

/** So long after the last key texts are checked, in milliseconds. */
const AFTER = 600;

/** What tells a text from the others. */
export function keyOf({ variant, language }: Pick<Variant, 'variant' | 'language'>): string {
  return `${language}\n${variant}`;
}

/** A brief with the texts that can be checked: those that are whole. */
function checkable(brief: Brief): Brief {
  const all = sendable(brief);
  const whole = (text: Variant) => text.body.trim() && (brief.medium !== 'mail' || text.subject?.trim());
  return {
    ...all,
    objective: '–',
    audience: { named: 'everybody' },
    send: {},
    copies: all.copies.filter(whole),
  };
}

/** Checks the texts of the open campaign as they are typed. Tells `change` of what was found. */
class Checks extends EventTarget {
  /** What was found in each text, as far as it was checked. */
  findings: ReadonlyMap<string, readonly CopyFinding[]> = new Map();
  /** Whether the findings are those of the texts as they are. */
  current = false;
  /** Why texts cannot be checked. */
  trouble = '';
  #asked: Brief | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = 0;
  readonly #heard = () => this.#soon();

  /** Checks from now on, until it was told as often that this is not wanted any more. */
  watch(): void {
    this.#watched += 1;
    if (this.#watched > 1) return;
    work.addEventListener('change', this.#heard);
    this.#asked = null;
    this.#soon();
  }

  unwatch(): void {
    this.#watched -= 1;
    if (this.#watched > 0) return;
    work.removeEventListener('change', this.#heard);
    clearTimeout(this.#timer);
  }

  /** How many errors there are in all texts. */
  get errors(): number {
    return [...this.findings.values()].flat().filter(({ severity }) => severity === 'error').length;
  }

  #soon(): void {
    const { brief } = work;
    if (!brief) return;
    const asked = checkable(brief);
    if (this.#asked && same(asked, this.#asked)) return;
    const first = this.#asked === null;
    this.#asked = asked;
    clearTimeout(this.#timer);
    this.current = false;
    if (asked.copies.length === 0) {
      this.findings = new Map();
      this.current = true;
      this.trouble = '';
      this.#tell();
      return;
    }
    this.#timer = setTimeout(() => this.#check(asked), first ? 0 : AFTER);
  }

  async #check(asked: Brief): Promise<void> {
    try {
      const path = `/v1/campaigns/check?language=${desk.language}`;
      const found = await desk.api.post<TextFindings[]>(path, asked);
      if (asked !== this.#asked) return;
      this.findings = new Map(found.map((text) => [keyOf(text), text.findings]));
      this.current = true;
      this.trouble = '';
    } catch (error) {
      if (asked !== this.#asked) return;
      this.trouble = error instanceof Problem ? error.message : 'unreachable';
    }
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

export const checks = new Checks();
