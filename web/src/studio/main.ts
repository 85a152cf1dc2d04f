import { html, type PropertyValues, type TemplateResult } from 'lit';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { Frame } from '../shared/staff/frame.js';
import { read, way } from './addresses.js';
import './calendar.js';
import './campaign.js';
import './list.js';
import './new.js';
import { words } from './texts.js';

/** The studio: campaigns from a brief to what they brought. */
export class Studio extends Frame {
  protected override readonly sign = { label: 'studio', address: '/studio' } as const;
  protected override readonly sources = [desk, way];

  protected override renderPlace(): TemplateResult {
    const address = read(location.pathname);
    switch (address.page) {
      case 'calendar':
        return html`<sk-studio-calendar></sk-studio-calendar>`;
      case 'new':
        return html`<sk-studio-new></sk-studio-new>`;
      case 'campaign':
        return html`<sk-studio-campaign .name=${address.name} .shown=${address.part}></sk-studio-campaign>`;
      case 'list':
        return html`<sk-studio-list></sk-studio-list>`;
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const address = read(location.pathname);
    const title = this.words('studio');
    document.title =
      address.page === 'campaign' ? `${address.name} · ${title}` : `${words('campaigns')} · ${title}`;
  }
}

define('sk-studio', Studio);
