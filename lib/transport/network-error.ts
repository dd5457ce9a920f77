import { TransportError } from './transport-error.ts';

/** What the codes of Node, OpenSSL and undici mean to the reader of a source's health. */
const CERTIFICATE_WORDS: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the CA that this context trusts',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not signed by the CA that this context trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the CA that this context trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the CA that this context trusts',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted by this context',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the CA that this context trusts',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const NETWORK_WORDS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name lookup failed',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'network unreachable',
  UND_ERR_SOCKET: 'connection closed before the answer was complete',
};

const SLOW = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/**
 * Turns what undici, Node or OpenSSL threw into a `TransportError`; `server` is the address without path or credentials.
 * A certificate that we do not trust is `unreachable` (we refuse to speak), one of ours that the server refuses is
 * `unauthorised`.
 */
export function networkError(thrown: unknown, server: string): TransportError {
  if (thrown instanceof TransportError) return thrown;
  const { code, text } = innermost(thrown);
  const trust = CERTIFICATE_WORDS[code];
  if (trust) return new TransportError('unreachable', `${server}: ${trust} (${code})`, { detail: 'certificate' });
  if (SLOW.has(code)) return new TransportError('timeout', `${server}: no answer in time (${code})`);
  if (code.startsWith('ERR_SSL') && /ALERT|alert/.test(`${code} ${text}`))
    return new TransportError('unauthorised', `${server}: the server refused our TLS handshake: ${text}`);
  if (/^ERR_OSSL|key values mismatch|PEM|ASN1|asn1/.test(`${code} ${text}`))
    return new TransportError(
      'unauthorised',
      `${server}: the client certificate, its key or the CA can't be used: ${text}`,
      { detail: 'own-credentials' },
    );
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return new TransportError(
      'malformed',
      `${server}: the port does not speak TLS; is its address http://? (${code})`,
      {
        detail: 'not-kubernetes',
      },
    );
  if (code.startsWith('HPE_') || code === 'HTTPParserError' || code.startsWith('ERR_SSL'))
    return new TransportError('malformed', `${server}: does not speak the expected protocol: ${text} (${code})`, {
      detail: 'not-kubernetes',
    });
  const words = NETWORK_WORDS[code] ?? text;
  return new TransportError('unreachable', `${server}: ${words}${code ? ` (${code})` : ''}`);
}

/** undici wraps the real reason in `cause`, Node in the first of `errors`. */
function innermost(thrown: unknown): { code: string; text: string } {
  let at: unknown = thrown;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    const inner: unknown = at instanceof AggregateError ? at.errors[0] : at.cause;
    if (!(inner instanceof Error)) break;
    at = inner;
  }
  if (!(at instanceof Error)) return { code: '', text: String(at) };
  // undici's parser errors have a name only.
  const code = 'code' in at && typeof at.code === 'string' ? at.code : at.name.startsWith('HTTP') ? at.name : '';
  return { code, text: at.message || at.name };
}
