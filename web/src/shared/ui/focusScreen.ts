// Where one goes on once the control that had the focus is gone: at the beginning of the screen, rather than of the page.
// Within a host application's page that is the screen's title.
export function focusScreen(): void {
  const title = document.querySelector<HTMLElement>('.pgs-embedded h1');
  (title ?? document.getElementById('main'))?.focus({ preventScroll: true });
}
