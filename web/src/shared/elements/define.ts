/** Registers an element; one that another script of the page registered already stays as it is. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
