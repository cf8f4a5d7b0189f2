import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { localSecrets } from '../../../deploy/local/data-dir/secrets.ts';
import { loadConfig } from '../../../platform/config.ts';
import { requirePartnersSecrets } from '../../../platform/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => path.join(folder, 'secrets.json');

describe('the secrets of a data folder', () => {
  it('are made once, for their owner alone, and are what the processes ask for', () => {
    const secrets = localSecrets(folder);
    expect(localSecrets(folder)).toEqual(secrets);
    expect(new Set(Object.values(secrets)).size).toBe(3);
    expect((statSync(file()).mode & 0o777).toString(8)).toBe('600');
    expect(requirePartnersSecrets(loadConfig(secrets))).toEqual({
      apiKey: secrets.PARTNERS_API_KEY,
      payment: secrets.PAYMENT_WEBHOOK_SECRET,
      carrier: secrets.CARRIER_WEBHOOK_SECRET,
    });
  });

  it('keep what is there, and only what is missing is made', () => {
    const kept = { PAYMENT_WEBHOOK_SECRET: 'whsec_kept', CARRIER_WEBHOOK_SECRET: 'whsec_kept_too' };
    writeFileSync(file(), JSON.stringify(kept));
    const secrets = localSecrets(folder);
    expect(secrets).toEqual({ ...kept, PARTNERS_API_KEY: expect.stringMatching(/^key_.{40,}$/) });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(secrets);
  });

  it('are not made over a file that nobody can read', () => {
    writeFileSync(file(), '{');
    expect(() => localSecrets(folder)).toThrow('remove it to have new secrets made');
  });
});
