import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Goods, Shop } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { inLanguage } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';
import { words } from './brief-texts.js';
import { type Depth, OFFERS, type Offer, type OfferKind } from './campaigns.js';
import './conditions.js';
import { Part } from './part.js';
import { fold } from './showing.js';
import { work } from './work.js';

/** What is offered. */
export class OfferPart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .depth {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        padding: 14px;
        border-radius: 8px;
        background: var(--sk-sunken);
      }
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
    `,
  ];

  @state() private currency = '';
  @state() private goods: readonly Goods[] = [];
  #searched = '';

  override connectedCallback(): void {
    super.connectedCallback();
    desk.api
      .get<Shop>('/v1/shop')
      .then(({ currency }) => {
        this.currency = currency;
      })
      // Amounts are shown without it.
      .catch(() => {});
  }

  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    const { offer } = brief;
    const about: Partial<Record<OfferKind, string>> = { coupon: words('coupon_about') };
    return html`<section class="card" aria-labelledby="offer">
      <h2 id="offer">${words('offer')}</h2>
      ${this.renderRadios(
        'offer',
        words('offerKind'),
        OFFERS.map((kind) => [kind, words(kind), about[kind] ?? ''] as const),
        offer.kind,
        (kind) => this.#choose(kind),
      )}
      ${this.#renderKind(offer)} ${this.renderWrong('offer')} ${this.renderWrong('offer.kind')}
      ${this.#renderProduct(brief.product ?? '')}
    </section>`;
  }

  #renderKind(offer: Offer): TemplateResult | typeof nothing {
    switch (offer.kind) {
      case 'nothing':
        return nothing;
      case 'coupon':
        return this.#renderCoupon(offer);
      case 'points':
        return html`<div class="row">
          ${this.renderNumber(words('times'), offer.times, (times) => this.put('offer', 'times', times), {
            place: 'offer.times',
            unit: '×',
          })}
          ${this.#renderMinimum(offer)} ${this.#renderEnds(offer)}
        </div>`;
      case 'gift':
      case 'event':
        return html`<div class="row">
            ${this.renderField(
              words('whatEn'),
              offer.what_en ?? '',
              (text) => this.put('offer', 'what_en', text),
              {
                place: 'offer.what_en',
                most: 200,
              },
            )}
            ${this.renderField(
              words('whatZh'),
              offer.what_zh ?? '',
              (text) => this.put('offer', 'what_zh', text),
              {
                place: 'offer.what_zh',
                most: 200,
              },
            )}
          </div>
          <div class="row">${this.#renderMinimum(offer)} ${this.#renderEnds(offer)}</div>`;
    }
  }

  #renderMinimum(offer: Offer): TemplateResult {
    return this.renderNumber(
      words('minimum'),
      offer.minimum,
      (least) => this.put('offer', 'minimum', least),
      {
        unit: this.currency,
        hint: words('minimumHint'),
        place: 'offer.minimum',
      },
    );
  }

  #renderEnds(offer: Offer): TemplateResult {
    return this.renderField(words('ends'), offer.ends ?? '', (day) => this.put('offer', 'ends', day), {
      type: 'date',
      hint: words('endsHint'),
      place: 'offer.ends',
    });
  }

  #renderCoupon(offer: Offer): TemplateResult {
    const amount = offer.amount !== undefined;
    return html`${this.renderRadios(
      'takes-off',
      words('takesOff'),
      [
        ['percent', words('percent')],
        ['amount', words('amount')],
      ] as const,
      amount ? 'amount' : 'percent',
      (way) => this.#takeOff(way),
    )}
      <div class="row">
        ${
          amount
            ? this.renderNumber(
                words('amountOff'),
                offer.amount,
                (off) => this.put('offer', 'amount', off ?? 1),
                {
                  unit: this.currency,
                  place: 'offer.amount',
                },
              )
            : this.renderNumber(
                words('discount'),
                offer.percent,
                (off) => this.put('offer', 'percent', off),
                {
                  unit: '%',
                  hint: foldHint(offer.percent),
                  place: 'offer.percent',
                },
              )
        }
        ${this.#renderMinimum(offer)} ${this.#renderEnds(offer)}
      </div>
      <div class="row">
        ${this.renderNumber(words('most'), offer.most, (most) => this.put('offer', 'most', most), {
          hint: words('mostHint'),
          place: 'offer.most',
        })}
        ${this.renderNumber(
          words('perMember'),
          offer.per_member,
          (most) => this.put('offer', 'per_member', most),
          {
            hint: words('perMemberHint'),
            place: 'offer.per_member',
          },
        )}
      </div>
      ${this.renderCheck(words('stacks'), offer.stacks ?? false, (on) => this.put('offer', 'stacks', on || undefined))}
      ${amount ? nothing : this.#renderDepths(offer)}`;
  }

  #renderDepths({ depths = [], disclosed = false }: Offer): TemplateResult {
    return html`<fieldset>
      <legend>${words('depths')}</legend>
      <p class="hint">${words('depthsAbout')}</p>
      <ol role="list">
        ${depths.map((depth, at) => html`<li class="depth">${this.#renderDepth(depth, at)}</li>`)}
      </ol>
      <div class="tools">
        <button type="button" class="button" ?disabled=${!work.editable || depths.length >= 10} @click=${this.#add}>
          ${words('addDepth')}
        </button>
      </div>
      ${
        depths.length
          ? this.renderCheck(
              words('disclosed'),
              disclosed,
              (on) => this.put('offer', 'disclosed', on || undefined),
              words('disclosedAbout'),
            )
          : nothing
      }
      ${this.renderWrong('offer.disclosed')} ${this.renderWrong('offer.depths')}
    </fieldset>`;
  }

  #renderDepth(depth: Depth, at: number): TemplateResult {
    const change = (part: Partial<Depth>) =>
      work.change(`offer.depths[${at}]`, (brief) => {
        brief.offer.depths =
          brief.offer.depths?.map((each, place) => (place === at ? { ...each, ...part } : each)) ?? [];
      });
    const name = depth.rule || String(at + 1);
    return html`<div class="row">
        ${this.renderField(words('rule'), depth.rule, (rule) => change({ rule }), {
          place: `offer.depths[${at}].rule`,
          most: 60,
        })}
        ${this.renderNumber(
          words('discount'),
          depth.percent,
          (percent) => change({ percent: percent ?? 1 }),
          {
            unit: '%',
            hint: foldHint(depth.percent),
            place: `offer.depths[${at}].percent`,
          },
        )}
        <button
          type="button"
          class="icon"
          ?disabled=${!work.editable}
          aria-label=${words('removeDepth', { name })}
          title=${words('removeDepth', { name })}
          @click=${() =>
            work.change('offer.depths', (brief) => {
              brief.offer.depths = brief.offer.depths?.filter((_, place) => place !== at) ?? [];
            })}
        >
          ✕
        </button>
      </div>
      <sk-studio-conditions
        .filter=${depth.filter ?? undefined}
        .set=${(filter: unknown) => change({ filter })}
      ></sk-studio-conditions>
      ${this.renderWrong(`offer.depths[${at}].filter`)}`;
  }

  #renderProduct(now: string): TemplateResult {
    const set = (product: string) => {
      work.change('product', (brief) => {
        brief.product = product;
      });
      void this.#search(product);
    };
    return html`${this.renderField(words('product'), now, set, {
      hint: this.#called(now) ?? words('productHint'),
      place: 'product',
      list: 'goods',
      most: 100,
    })}
      <datalist id="goods">
        ${this.goods.map(({ key, title }) => html`<option value=${key}>${inLanguage(title, desk.language)}</option>`)}
      </datalist>`;
  }

  /** What a product is called, where it is known. */
  #called(key: string): string | null {
    const found = this.goods.find((each) => each.key === key);
    return found ? inLanguage(found.title, desk.language) : null;
  }

  /** Looks for goods by key or words. */
  async #search(text: string): Promise<void> {
    const asked = text.trim();
    if (asked.length < 2 || asked === this.#searched) return;
    this.#searched = asked;
    const known = await desk.api
      .get<Goods>(`/v1/products/${encodeURIComponent(asked)}`)
      .then((product) => [product])
      .catch(() => null);
    const path = `/v1/products?q=${encodeURIComponent(asked)}&limit=8`;
    const found =
      known ?? (await desk.api.get<{ products: Goods[] }>(path).catch(() => ({ products: [] }))).products;
    if (asked === this.#searched) this.goods = found;
  }

  #choose(kind: OfferKind): void {
    work.change('offer.kind', (brief) => {
      const before = brief.offer;
      brief.offer = { ...before, kind };
      if (kind === 'coupon' && before.percent === undefined && before.amount === undefined)
        brief.offer.percent = 10;
      if (kind === 'points' && before.times === undefined) brief.offer.times = 2;
    });
  }

  #takeOff(way: 'percent' | 'amount'): void {
    work.change('offer.way', (brief) => {
      const { percent: _, amount: __, depths, ...offer } = brief.offer;
      brief.offer =
        way === 'percent' ? { ...offer, percent: 10, depths: depths ?? [] } : { ...offer, amount: 10 };
    });
  }

  readonly #add = (): void =>
    work.change('offer.depths', (brief) => {
      const depth = { rule: '', filter: { all: [] }, percent: brief.offer.percent ?? 10 };
      brief.offer.depths = [...(brief.offer.depths ?? []), depth];
    });
}

/** What is paid with a discount, as Chinese says it: 10 per cent off are 9 折. English says it as it is typed. */
function foldHint(percent: number | undefined): string | typeof nothing {
  return desk.language === 'zh' && percent ? words('discountIs', { percent, fold: fold(percent) }) : nothing;
}

define('sk-studio-offer', OfferPart);
