import type { ComponentChildren } from 'preact';

/** The name of the place; takes the focus when one comes here, so that a screen reader says where one is. */
export function Heading({ children }: { readonly children: ComponentChildren }) {
  return (
    <h1 id="page-heading" class="heading" tabIndex={-1}>
      {children}
    </h1>
  );
}
