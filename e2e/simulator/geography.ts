import { linkId } from './link-id.ts';

/** A place with clusters. Provider and region as cloud labels spell them. */
export type Site = {
  id: string;
  name: string;
  kind: 'on-prem' | 'cloud' | 'edge';
  provider: 'aws' | 'azure' | 'gcp' | null;
  region: string;
  latitude: number;
  longitude: number;
};

const site = (
  id: string,
  name: string,
  kind: Site['kind'],
  provider: Site['provider'],
  region: string,
  latitude: number,
  longitude: number,
): Site => ({ id, name, kind, provider, region, latitude, longitude });

export const NAMED_SITES: readonly Site[] = [
  site('fra', 'Frankfurt DC', 'on-prem', null, 'frankfurt', 50.11, 8.68),
  site('lej', 'Leipzig fulfilment', 'edge', null, 'leipzig', 51.34, 12.37),
  site('dub', 'AWS Dublin', 'cloud', 'aws', 'eu-west-1', 53.35, -6.26),
  site('ams', 'Azure Amsterdam', 'cloud', 'azure', 'westeurope', 52.37, 4.9),
  site('bru', 'GCP Belgium', 'cloud', 'gcp', 'europe-west1', 50.47, 3.82),
];

/** The twelve, in an order that spreads small fleets over all sites. */
export const NAMED_CLUSTERS: readonly string[] = [
  'fra-core',
  'dub-pay',
  'lej-robot',
  'ams-bi',
  'bru-ml',
  'fra-stock',
  'dub-shop',
  'lej-scan',
  'ams-crm',
  'bru-search',
  'dub-data',
  'fra-legacy',
];

/** Pairs of the twelve that no link joins: 66 - 8 = 58. */
export const NOT_LINKED: ReadonlySet<string> = new Set([
  linkId('fra-legacy', 'dub-shop'),
  linkId('fra-legacy', 'ams-crm'),
  linkId('fra-legacy', 'bru-search'),
  linkId('fra-legacy', 'bru-ml'),
  linkId('fra-legacy', 'lej-robot'),
  linkId('lej-robot', 'ams-crm'),
  linkId('lej-robot', 'bru-search'),
  linkId('lej-robot', 'ams-bi'),
]);

const NAMED_RTT_MS: Readonly<Record<string, number>> = {
  'fra~fra': 0.3,
  'lej~lej': 0.4,
  'dub~dub': 0.7,
  'ams~ams': 0.9,
  'bru~bru': 0.8,
  'dub~fra': 24.6,
  'fra~lej': 8.1,
  'dub~lej': 32.4,
  'ams~fra': 9.2,
  'bru~fra': 11.4,
  'ams~lej': 17.6,
  'bru~lej': 19.3,
  'ams~dub': 17.9,
  'bru~dub': 21.2,
  'ams~bru': 6.4,
};
/** Round trip between two of the five named sites, or undefined. */
export const namedRttMs = (a: string, b: string): number | undefined => NAMED_RTT_MS[linkId(a, b)];

/** Places of the generated clusters. */
export const CITIES: readonly Site[] = [
  site('lon', 'AWS London', 'cloud', 'aws', 'eu-west-2', 51.5, -0.12),
  site('par', 'AWS Paris', 'cloud', 'aws', 'eu-west-3', 48.85, 2.35),
  site('sto', 'AWS Stockholm', 'cloud', 'aws', 'eu-north-1', 59.33, 18.07),
  site('mil', 'AWS Milan', 'cloud', 'aws', 'eu-south-1', 45.46, 9.19),
  site('iad', 'AWS Virginia', 'cloud', 'aws', 'us-east-1', 38.95, -77.45),
  site('pdx', 'AWS Oregon', 'cloud', 'aws', 'us-west-2', 45.52, -122.67),
  site('sin', 'AWS Singapore', 'cloud', 'aws', 'ap-southeast-1', 1.35, 103.82),
  site('hel', 'GCP Finland', 'cloud', 'gcp', 'europe-north1', 60.57, 27.19),
  site('zrh', 'GCP Zurich', 'cloud', 'gcp', 'europe-west6', 47.38, 8.54),
  site('ord', 'GCP Iowa', 'cloud', 'gcp', 'us-central1', 41.26, -95.86),
  site('nrt', 'GCP Tokyo', 'cloud', 'gcp', 'asia-northeast1', 35.68, 139.69),
  site('osl', 'Azure Norway', 'cloud', 'azure', 'norwayeast', 59.91, 10.75),
  site('waw', 'Azure Poland', 'cloud', 'azure', 'polandcentral', 52.23, 21.01),
  site('dfw', 'Azure Texas', 'cloud', 'azure', 'southcentralus', 29.42, -98.49),
  site('syd', 'Azure Sydney', 'cloud', 'azure', 'australiaeast', -33.87, 151.21),
  site('ber', 'Berlin DC', 'on-prem', null, 'berlin', 52.52, 13.4),
  site('muc', 'Munich DC', 'on-prem', null, 'munich', 48.14, 11.58),
  site('vie', 'Vienna DC', 'on-prem', null, 'vienna', 48.21, 16.37),
  site('mad', 'Madrid DC', 'on-prem', null, 'madrid', 40.42, -3.7),
  site('nyc', 'New York DC', 'on-prem', null, 'new-york', 40.71, -74.01),
  site('ham', 'Hamburg port', 'edge', null, 'hamburg', 53.55, 9.99),
  site('rtm', 'Rotterdam port', 'edge', null, 'rotterdam', 51.92, 4.48),
  site('goa', 'Genoa port', 'edge', null, 'genoa', 44.41, 8.93),
  site('lis', 'Lisbon store', 'edge', null, 'lisbon', 38.72, -9.14),
];
