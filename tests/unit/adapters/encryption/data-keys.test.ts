import { writeFileSync } from 'node:fs';
import { DataKeys } from '../../../../adapters/encryption/data-keys.ts';
import { openKeyFile } from '../../../../adapters/encryption/key-file.ts';
import { KeptOrderKeys } from '../../../support/kept-order-keys.ts';
import { payloadKeysFile } from '../../../support/payload-keys.ts';

const MINUTE_MS = 60_000;
const file = payloadKeysFile(['2025', '3026']);
const [before, now] = ['2025', '3026'].map((keyId) => openKeyFile({ file, keyId }));
if (!before || !now) throw new Error('two keys');

describe('the key of an order', () => {
  it('is looked up again after a minute, so that an erasure counts everywhere', async () => {
    const rows = new KeptOrderKeys();
    let at = 0;
    const keys = new DataKeys(rows, now, () => at);
    const key = await keys.make('o');
    rows.rows.set('o', 'erased');
    at = MINUTE_MS - 1;
    expect(await keys.find('o')).toBe(key);
    at = MINUTE_MS;
    expect(await keys.find('o')).toBe('erased');
  });

  it('goes on being used while PostgreSQL is away', async () => {
    const rows = new KeptOrderKeys();
    let at = 0;
    const keys = new DataKeys(rows, now, () => at);
    const key = await keys.make('o');
    rows.isAway = true;
    at = 10 * MINUTE_MS;
    expect(await keys.find('o')).toBe(key);
    await expect(keys.find('unknown')).rejects.toThrow('away');
    rows.isAway = false;
    expect(await keys.find('unknown')).toBeUndefined();
  });

  it('is made though it was looked for before, in vain', async () => {
    const keys = new DataKeys(new KeptOrderKeys(), now, () => 0);
    const [missing, made] = await Promise.all([keys.find('o'), keys.make('o')]);
    expect(missing).toBeUndefined();
    expect(await keys.find('o')).toEqual(made);
  });

  it('is unwrapped by the key that it names, and wrapped by the current one', async () => {
    const rows = new KeptOrderKeys();
    const key = await new DataKeys(rows, before, () => 0).make('o');
    expect(rows.rows.get('o')).toMatchObject({ keyId: '2025' });
    const later = new DataKeys(rows, now, () => 0);
    expect(await later.find('o')).toEqual(key);
    await later.make('another');
    expect(rows.rows.get('another')).toMatchObject({ keyId: '3026' });
  });
});

describe('a file of keys', () => {
  it.each([
    ['is no JSON', 'secret', /is no JSON object/],
    ['is a list', '["c2VjcmV0"]', /is no JSON object/],
    ['has a short key', '{"1":"c2VjcmV0"}', /key 1 of .* is not 32 bytes in base64/],
    ['has no such key', '{}', /has no key "1"/],
  ])('is refused when it %s, without a word of what it holds', (_how, text, why) => {
    const faulty = payloadKeysFile([]);
    writeFileSync(faulty, text);
    const open = () => openKeyFile({ file: faulty, keyId: '1' });
    expect(open).toThrow(why);
    expect(open).not.toThrow(/c2VjcmV0|secret/);
  });
});
