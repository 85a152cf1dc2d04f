/**
 * The person wants an article in the basket. The page puts it there; where that takes time or can fail it
 * calls [`AddToBasket.respondWith`], and the card waits for what comes of it.
 */
export class AddToBasket extends Event {
  static readonly NAME = 'storekeeper-add-to-basket';
  #outcome: Promise<unknown> = Promise.resolve();

  constructor(
    /** The shop's key of the article. */
    readonly key: string,
    readonly title: string,
    readonly quantity = 1,
  ) {
    super(AddToBasket.NAME, { bubbles: true, composed: true });
  }

  /** What comes of it: a promise that fails shows the person that the article is not in the basket. */
  respondWith(outcome: Promise<unknown>): void {
    this.#outcome = outcome;
  }

  get outcome(): Promise<unknown> {
    return this.#outcome;
  }
}

/** The person wants to see an article. `preventDefault` keeps the widget from following `product-url`. */
export class OpenProduct extends Event {
  static readonly NAME = 'storekeeper-open-product';

  constructor(readonly key: string) {
    super(OpenProduct.NAME, { bubbles: true, composed: true, cancelable: true });
  }
}

/** The panel was opened or closed. */
export class Toggled extends Event {
  static readonly NAME = 'storekeeper-toggle';

  constructor(readonly open: boolean) {
    super(Toggled.NAME, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'storekeeper-add-to-basket': AddToBasket;
    'storekeeper-open-product': OpenProduct;
    'storekeeper-toggle': Toggled;
  }
}
