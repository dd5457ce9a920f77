/** What somebody who is no API server answered, in a few words: `a web page "Sign in"`. Of untrusted text. */
export function describeStranger(body: string, contentType = ''): string {
  if (isWebPage(body, contentType)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(body.slice(0, 16_384))?.[1]?.trim().slice(0, 80);
    return `a web page${title ? ` "${title}"` : ''}`;
  }
  const start = body.trim().slice(0, 60);
  return start === '' ? 'nothing' : `"${start}"`;
}

/** Whether it is HTML: of a proxy, a login, a load balancer. */
export function isWebPage(body: string, contentType: string): boolean {
  return contentType.startsWith('text/html') || /^\s*<(!doctype|html|head|title)/i.test(body.slice(0, 200));
}
