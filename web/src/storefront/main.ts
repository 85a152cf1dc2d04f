import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { frames, renderSkip } from '../shared/frame.js';
import './basket-page.js';
import { embed } from './chat.js';
import './home.js';
import { icon } from './icons.js';
import './listing.js';
import './product.js';
import { shopper } from './shopper.js';
import './sign-in.js';
import { View } from './view.js';

/** The storefront: the head, the view that the address names, the foot. Every page is a load of its own. */
export class Storefront extends View {
  static override styles = [
    ...View.styles,
    frames,
    css`
      header,
      main,
      footer > p {
        width: 100%;
        max-width: 1120px;
        margin: 0 auto;
        padding-inline: 20px;
      }
      /* The search keeps its place, however long the names on either side of it are. */
      header {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(180px, 440px) minmax(max-content, 1fr);
        align-items: center;
        gap: 10px 16px;
        min-height: 64px;
        padding-block: 10px;
      }
      .sign {
        display: inline-flex;
        align-items: center;
        justify-self: start;
        gap: 10px;
        min-width: 0;
        min-height: 42px;
        color: inherit;
        font-size: 17px;
        font-weight: 600;
        text-decoration: none;
      }
      .sign img {
        display: block;
        flex: none;
      }
      /* A long name takes two lines and then ends. */
      .sign span {
        display: -webkit-box;
        overflow: hidden;
        line-height: 1.2;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      form {
        position: relative;
        display: flex;
      }
      form .icon {
        position: absolute;
        inset: 2px 2px auto auto;
        color: var(--sk-muted);
      }
      input[type='search'] {
        flex: 1;
        min-width: 0;
        height: 40px;
        padding: 0 44px 0 16px;
        appearance: none;
        border: 1px solid var(--sk-edge);
        border-radius: 999px;
        background: var(--sk-surface);
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      input::placeholder {
        color: var(--sk-muted);
        opacity: 1;
      }
      .actions {
        display: flex;
        align-items: center;
        justify-self: end;
        gap: 8px;
      }
      .basket {
        gap: 6px;
      }
      .count {
        min-width: 20px;
        padding: 0 6px;
        border-radius: 10px;
        background: var(--sk-accent);
        color: var(--sk-on-accent);
        font-size: 12px;
        line-height: 20px;
        text-align: center;
      }
      .count.none {
        background: var(--sk-sunken);
        color: var(--sk-muted);
      }
      main {
        flex: 1;
        /* What is below is out of sight until the view is there, so that it does not jump. */
        min-height: 100vh;
        padding-block: 20px 64px;
      }
      footer {
        padding: 24px 0 96px;
        border-top: 1px solid var(--sk-line);
        font-size: 13px;
      }
      .offline {
        padding: 8px 20px;
        background: var(--sk-danger-soft);
        color: var(--sk-danger);
        text-align: center;
      }
      @media (max-width: 640px) {
        header {
          grid-template-columns: minmax(0, 1fr) auto;
          column-gap: 8px;
        }
        form {
          grid-area: 2 / 1 / auto / -1;
        }
        .sign {
          font-size: 15px;
        }
        .actions {
          gap: 4px;
        }
        .actions .button {
          padding: 0 10px;
        }
        .wide {
          display: none;
        }
      }
    `,
  ];

  @state() private offline = !navigator.onLine;

  override connectedCallback(): void {
    super.connectedCallback();
    const look = () => {
      this.offline = !navigator.onLine;
    };
    addEventListener('online', look);
    addEventListener('offline', look);
  }

  protected override render(): TemplateResult {
    const { pieces } = shopper.basket;
    const values = new URLSearchParams(location.search);
    const other = shopper.language === 'zh' ? 'en' : 'zh';
    return html`${renderSkip(this.words('skip'))}
      ${this.offline ? html`<p class="offline" role="status">${this.words('offline')}</p>` : nothing}
      <header>
        <a class="sign" href="/"
          ><img src="/favicon.svg" alt="" width="32" height="32" /><span>${shopper.shopName}</span></a
        >
        <form role="search" action="/search">
          <input
            type="search"
            name="q"
            required
            maxlength="200"
            aria-label=${this.words('searchFor')}
            placeholder=${this.words('searchHint')}
            .value=${values.get('q') ?? ''}
          /><button class="icon" aria-label=${this.words('search')}>${icon('search')}</button>
        </form>
        <div class="actions">
          <button
            class="button"
            lang=${other === 'zh' ? 'zh-CN' : 'en'}
            title=${this.words('language')}
            aria-label=${this.words('language')}
            @click=${() => {
              shopper.language = other;
            }}
          >
            ${other === 'zh' ? '中文' : 'EN'}
          </button>
          <sk-sign-in></sk-sign-in>
          <a class="button basket" href="/basket" aria-label=${pieces === 1 ? this.words('basketWithOne') : this.words('basketWith', { n: pieces })}
            ><span class="wide">${this.words('basket')}</span
            >${icon('basket')}<span class="count ${pieces ? '' : 'none'}">${pieces}</span></a
          >
        </div>
      </header>
      <main id="content" tabindex="-1">${this.#renderView()}</main>
      <footer><p class="muted">${this.words('footer')}</p></footer>`;
  }

  #renderView(): TemplateResult {
    switch (location.pathname.split('/')[1]) {
      case '':
        return html`<sk-home></sk-home>`;
      case 'c':
      case 'search':
        return html`<sk-listing></sk-listing>`;
      case 'p':
        return html`<sk-product></sk-product>`;
      case 'basket':
        return html`<sk-basket-page></sk-basket-page>`;
      default:
        this.name(this.words('noPage'));
        return html`<h1 class="unseen">${this.words('noPage')}</h1>
        <sk-notice heading=${this.words('noPage')}>
          <a href="/">${this.words('lookAround')}</a>
        </sk-notice>`;
    }
  }
}

define('sk-storefront', Storefront);
embed();
