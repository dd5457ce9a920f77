import './reflect-metadata.ts';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate with its key, PEM. */
export interface CertifiedKey {
  cert: string;
  key: string;
}

/** A throw-away certificate authority that lives in this process. */
export interface TestCa {
  /** PEM. */
  cert: string;
  /** A serving certificate for IP addresses and DNS names. */
  serving(addresses: readonly string[]): Promise<CertifiedKey>;
  /** A client certificate; Kubernetes reads the user from CN and the groups from O. */
  client(user: string, groups?: readonly string[], lifeMs?: number): Promise<CertifiedKey>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60_000;

/** Makes a new authority; two of the same name do not trust each other. It and its serving certificates live `lifeMs`. */
export async function createCa(name = 'causeway-testbed', lifeMs = DAY_MS): Promise<TestCa> {
  const keys = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    ...validity(lifeMs),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    cert: ca.toString('pem'),
    serving: (addresses) =>
      issue(ca, keys, `CN=${addresses[0] ?? 'server'}`, lifeMs, [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          addresses.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value })),
        ),
      ]),
    client: (user, groups = [], clientLifeMs = DAY_MS) =>
      issue(ca, keys, [{ CN: [user] }, ...groups.map((group) => ({ O: [group] }))], clientLifeMs, [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      ]),
  };
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function validity(lifeMs: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 60_000), notAfter: new Date(now + lifeMs) };
}

async function issue(
  ca: X509Certificate,
  caKeys: CryptoKeyPair,
  subject: string | Record<string, string[]>[],
  lifeMs: number,
  extensions: readonly Extension[],
): Promise<CertifiedKey> {
  const keys = await newKeys();
  const cert = await X509CertificateGenerator.create({
    subject,
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    ...validity(lifeMs),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...extensions,
    ],
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { cert: cert.toString('pem'), key };
}
