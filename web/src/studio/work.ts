import { Problem, Unreachable, type WrongPart } from '../shared/api.js';
import { keep, keptJson } from '../shared/keeping.js';
import { desk, forgetAtSignOut } from '../shared/staff/desk.js';
import { type Brief, type Campaign, routeOf, same, sendable } from './campaigns.js';
import { words } from './texts.js';

const NAME = 'storekeeper-studio:unsaved';
/** Changes of one field within so long are undone together, in milliseconds. */
const TOGETHER = 3_000;
/** Steps that can be undone. */
const MOST_STEPS = 50;

/** What somebody has changed and not saved: the version that they changed, and what they made of it. */
interface Unsaved {
  version: number;
  brief: Brief;
}

const unsaved = () => keptJson<Record<string, Unsaved>>('sessionStorage', NAME, {});

function keepUnsaved(name: string, mine: Unsaved | null): void {
  const { [name]: _, ...others } = unsaved();
  keep('sessionStorage', NAME, JSON.stringify(mine ? { ...others, [name]: mine } : others));
}

/**
 * The campaign that is open: as the server has it, and as it is being changed. Tells `change` of each. What is not saved is kept in
 * this tab, so that it is there after a reload.
 */
class Work extends EventTarget {
  /** As the server has it; `null` until it is known. */
  campaign: Campaign | null = null;
  /** As it is being changed. */
  brief: Brief | null = null;
  /** Why it is not there, or why something did not work. */
  trouble = '';
  /** What is wrong with each part, as the server said last. */
  problems: readonly WrongPart[] = [];
  /** Whether somebody saved another version meanwhile. */
  conflict = false;
  saving = false;
  /** Whether something that was decided about is to be changed all the same. */
  reopened = false;
  /** The campaign that was turned to last, and how often one was: what comes late of another is let be. */
  #name = '';
  #turns = 0;
  /** The version that is being changed. */
  #version = 0;
  #past: Brief[] = [];
  #last = { what: '', at: 0 };
  /** The language that what went wrong was told in. */
  #language = desk.language;

  constructor() {
    super();
    desk.addEventListener('change', () => {
      if (desk.language === this.#language) return;
      this.#language = desk.language;
      this.#forgetWrong();
    });
  }

  /** Turns to a campaign. */
  async open(name: string): Promise<void> {
    this.#turns += 1;
    const turn = this.#turns;
    this.#name = name;
    if (this.campaign?.name !== name) {
      this.campaign = null;
      this.brief = null;
      this.#past = [];
      this.reopened = false;
      this.conflict = false;
    }
    this.problems = [];
    this.trouble = '';
    this.#tell();
    try {
      const campaign = await desk.api.get<Campaign>(routeOf(name));
      if (turn === this.#turns) this.#welcome(campaign);
    } catch (error) {
      if (turn === this.#turns) this.fail(error);
    }
  }

  /** Reads the open campaign anew; what is being changed stays. */
  async refresh(): Promise<void> {
    if (!this.campaign) return;
    this.adopt(await desk.api.get<Campaign>(routeOf(this.campaign.name)));
  }

  #welcome(campaign: Campaign): void {
    this.campaign = campaign;
    this.problems = [];
    const mine = unsaved()[campaign.name];
    this.brief = structuredClone(mine?.brief ?? campaign.brief);
    this.#version = mine?.version ?? campaign.version;
    this.conflict = this.dirty && this.#version !== campaign.version;
    this.reopened = this.dirty;
    this.#tell();
  }

  /** Takes what the server answered to a step. */
  adopt(campaign: Campaign): void {
    if (campaign.name !== this.#name) return;
    const before = this.campaign;
    const changes = this.dirty;
    this.campaign = campaign;
    if (!changes || before?.name !== campaign.name) {
      this.brief = structuredClone(campaign.brief);
      this.#version = campaign.version;
      this.#past = [];
      this.conflict = false;
    } else if (this.#version !== campaign.version) {
      this.conflict = true;
    }
    this.trouble = '';
    this.#tell();
  }

  /** Whether there is something to save. */
  get dirty(): boolean {
    const { brief, campaign } = this;
    return Boolean(brief && campaign && !same(sendable(brief), sendable(campaign.brief)));
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  /** Whether it may be changed by now: it was not released. */
  get changeable(): boolean {
    return (
      ['draft', 'in_review', 'approved', 'expired'].includes(this.campaign?.state ?? '') &&
      !this.campaign?.released_by
    );
  }

  /** Whether it is being changed: a draft, or what somebody opened again. */
  get editable(): boolean {
    return this.changeable && (this.campaign?.state === 'draft' || this.reopened);
  }

  /** Opens what was decided about, to be changed. */
  reopen(): void {
    this.reopened = true;
    this.#tell();
  }

  /** Changes the brief; `what` names the field, so that what is typed into it is undone in one step. */
  change(what: string, edit: (brief: Brief) => void): void {
    if (!this.brief || !this.editable) return;
    const now = Date.now();
    if (this.#last.what !== what || now - this.#last.at > TOGETHER) {
      this.#past = [...this.#past, structuredClone(this.brief)].slice(-MOST_STEPS);
    }
    this.#last = { what, at: now };
    const brief = structuredClone(this.brief);
    edit(brief);
    this.#set(brief);
  }

  /** Takes the last change back. */
  undo(): void {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    this.#last = { what: '', at: 0 };
    this.#set(before);
  }

  /** Takes all changes back: what the server has is there again. */
  discard(): void {
    if (!this.campaign) return;
    this.#past = [];
    this.conflict = false;
    this.problems = [];
    this.trouble = '';
    this.#version = this.campaign.version;
    this.reopened = false;
    this.#set(structuredClone(this.campaign.brief));
  }

  /** Goes on with one's own changes, over what somebody saved meanwhile. */
  insist(): void {
    if (!this.campaign || !this.brief) return;
    this.#version = this.campaign.version;
    this.conflict = false;
    this.#set(this.brief);
  }

  #set(brief: Brief): void {
    this.brief = brief;
    if (this.campaign) keepUnsaved(this.campaign.name, this.dirty ? { version: this.#version, brief } : null);
    this.#tell();
  }

  /** Saves what was changed; returns whether that worked. */
  async save(): Promise<boolean> {
    const { campaign, brief } = this;
    if (!campaign || !brief || this.saving) return false;
    this.saving = true;
    try {
      return await this.#try(async () => {
        const change = { brief: sendable(brief), version: this.#version };
        const now = await desk.api.put<Campaign>(routeOf(campaign.name), change);
        if (now.name !== this.#name) {
          keepUnsaved(now.name, null);
          return;
        }
        this.campaign = now;
        this.#version = now.version;
        this.conflict = false;
        this.reopened = false;
        // Empty texts that were begun stay where they are, and so does what was typed while it was saved.
        if (this.brief) this.#set(this.brief);
      });
    } finally {
      this.saving = false;
      this.#tell();
    }
  }

  /** Takes the campaign a step on; throws nothing, and returns whether that worked. */
  async act(step: string, json?: unknown): Promise<boolean> {
    const { campaign } = this;
    if (!campaign) return false;
    return this.#try(async () => {
      this.adopt(await desk.api.post<Campaign>(routeOf(campaign.name, `/${step}`), json));
    });
  }

  /** Tries what changes the campaign; returns whether it worked, and says why not. */
  async #try(change: () => Promise<void>): Promise<boolean> {
    const name = this.#name;
    this.trouble = '';
    this.problems = [];
    this.#tell();
    try {
      await change();
      return true;
    } catch (error) {
      if (name !== this.#name) return false;
      if (error instanceof Problem && error.status === 409) await this.refresh().catch(() => {});
      if (name === this.#name) this.fail(error);
      return false;
    }
  }

  /** Says what went wrong. */
  fail(error: unknown): void {
    if (error instanceof Problem) {
      this.problems = error.problems;
      this.trouble =
        error.status === 404 && !this.campaign
          ? words('unknown')
          : this.conflict
            ? ''
            : error.problems.length
              ? words('wrongParts')
              : error.message;
    } else if (error instanceof Unreachable) {
      this.trouble = words('unreachable');
    } else {
      throw error;
    }
    this.#tell();
  }

  /** Lets go of what was told in another language; where the campaign itself is not there, it is asked for again. */
  #forgetWrong(): void {
    if (!this.trouble && this.problems.length === 0) return;
    if (!this.campaign) {
      void this.open(this.#name);
      return;
    }
    this.problems = [];
    this.trouble = '';
    this.#tell();
  }

  /** What is wrong with a part of the brief. */
  wrong(place: string): string {
    const here = this.problems.filter((part) => part.place === place);
    return here.map(({ what }) => what).join(desk.language === 'zh' ? '；' : '; ');
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

export const work = new Work();

forgetAtSignOut(NAME);
