import './reflect-metadata.ts';
import * as x509 from '@peculiar/x509';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** PEM texts of a certificate and its private key. */
export type KeyPair = { certificate: string; privateKey: string };

const pemOfKey = async (key: CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');

/** A certificate authority that lives as long as this process, and a way to issue server certificates for loopback. */
export async function makeAuthority(): Promise<{ certificate: string; issue(name: string): Promise<KeyPair> }> {
  x509.cryptoProvider.set(crypto);
  const validity = () => ({ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 30 * DAY_MS) });
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const subject = 'CN=Causeway simulator throw-away CA';
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: subject,
    ...validity(),
    signingAlgorithm: KEY,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  let serial = 1;
  const issue = async (name: string): Promise<KeyPair> => {
    const own = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: (++serial).toString(16).padStart(4, '0'),
      subject: `CN=${name}`,
      issuer: subject,
      ...validity(),
      signingAlgorithm: KEY,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    });
    return { certificate: certificate.toString('pem'), privateKey: await pemOfKey(own.privateKey) };
  };
  return { certificate: authority.toString('pem'), issue };
}
