import { html, LitElement, type TemplateResult } from 'lit';
import type { Amount, Goods } from '../shared/api.js';
import '../shared/elements/notice.js';
import { inLanguage, type Language, type Text2 } from '../shared/language.js';
import { money } from '../shared/money.js';
import { basics, tokens } from '../shared/styles.js';
import { shopper } from './shopper.js';
import { styles } from './styles.js';
import type { Words } from './texts.js';

/** Fewer left than this is said with the number. */
const FEW = 10;

/** A part of the storefront: drawn anew whenever language, basket or sign-in change. */
export abstract class View extends LitElement {
  static override styles = [tokens, basics, styles];

  readonly #changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    shopper.addEventListener('change', this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shopper.removeEventListener('change', this.#changed);
  }

  protected get words(): Words {
    return shopper.words;
  }

  protected get language(): Language {
    return shopper.language;
  }

  protected text(text: Text2 | null): string {
    return inLanguage(text, this.language);
  }

  protected money(amount: Amount): string {
    return money(amount, this.language);
  }

  protected articles(n: number): string {
    return n === 1 ? this.words('article') : this.words('articles', { n });
  }

  protected reviewsOf(n: number): string {
    return n === 1 ? this.words('oneReview') : this.words('reviewsCount', { n });
  }

  protected stock({ stock }: Goods): TemplateResult | null {
    if (stock === null) return null;
    if (stock === 0) return html`<span class="stock out">${this.words('soldOut')}</span>`;
    if (stock < FEW) return html`<span class="stock few">${this.words('fewLeft', { n: stock })}</span>`;
    return html`<span class="stock">${this.words('inStock')}</span>`;
  }

  /** What stands in the place of something that could not be loaded. */
  protected trouble(task: { run(): unknown }): TemplateResult {
    return html`<sk-notice
      kind="trouble"
      heading=${this.words('trouble')}
      action=${this.words('again')}
      @action=${() => task.run()}
      >${this.words(navigator.onLine ? 'troubleHelp' : 'offline')}</sk-notice
    >`;
  }

  /** Names the page, in the browser's tab. */
  protected name(title: string): void {
    document.title = [title, shopper.shopName].filter(Boolean).join(' · ');
  }
}

/** The address of an article's page. */
export function pageOf(key: string): string {
  return `/p/${encodeURIComponent(key)}`;
}

/** The part of the address after its first word, such as a product's key. */
export function restOfAddress(): string {
  const rest = location.pathname.split('/')[2] ?? '';
  try {
    return decodeURIComponent(rest);
  } catch {
    // No address that a link of ours has; it leads to nothing.
    return rest;
  }
}

/** The address of a category's page. */
export function categoryPage(key: string): string {
  return `/c/${encodeURIComponent(key)}`;
}
