import { join } from 'node:path';
import { expect, it } from 'vitest';
import { portalPlaces } from './portal-places.ts';

const FOLDER = '/data';
const stateOf = async (base: string): Promise<string> => (await portalPlaces(FOLDER, base)).statePath;

it('each origin has a session and a profile of its own, scheme and port included', async () => {
  const bases = [
    'https://a.example',
    'http://a.example',
    'https://a.example:444',
    'http://a.example:443',
    'https://b.example',
  ];
  const places = await Promise.all(bases.map((base) => portalPlaces(FOLDER, base)));
  expect(new Set(places.map(({ statePath }) => statePath)).size).toBe(bases.length);
  expect(new Set(places.map(({ profileFolder }) => profileFolder)).size).toBe(bases.length);
});

it('a session kept under the bare host is that of https', async () => {
  expect(await stateOf('https://empresa.coupahost.com')).toBe(
    join(FOLDER, 'coletas', 'sessao', 'empresa.coupahost.com.json'),
  );
  expect(await stateOf('http://empresa.coupahost.com')).not.toContain('sessao/empresa');
});
