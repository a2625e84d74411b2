// Addresses that came from a platform, or from what was imported: only what leads to the web becomes a link, as in mails.
export function webAddress(address: string | null): string | null {
  return address && /^https?:\/\//i.test(address) ? address : null;
}
