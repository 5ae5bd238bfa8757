import { describe, expect, it } from 'vitest';
import { RupturaError } from '../contract/errors.ts';
import { SETTINGS, settingsWithoutEffect } from '../contract/settings.ts';
import { parseIsoDate } from '../contract/units.ts';
import { maskSecrets, resolveSettings } from './process-settings.ts';

function failure(environment: Record<string, string>): RupturaError {
  try {
    resolveSettings(environment);
  } catch (error) {
    if (error instanceof RupturaError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('process settings', () => {
  it('fall back to their defaults', () => {
    const { values, report } = resolveSettings({});
    expect(values).toMatchObject({ PORT: 5000, HOST: '127.0.0.1', DATABASE_URL: null, RUPTURA_HOJE: null });
    expect(report.map((line) => line.name)).toEqual(Object.keys(SETTINGS));
    expect(report.every((line) => line.source === 'default')).toBe(true);
  });

  it('are read from the environment into numbers and days', () => {
    const { values, report } = resolveSettings({ PORT: ' 5001 ', RUPTURA_HOJE: '2026-03-02' });
    expect(values.PORT).toBe(5001);
    expect(values.RUPTURA_HOJE).toBe(parseIsoDate('2026-03-02'));
    expect(report.find((line) => line.name === 'PORT')).toMatchObject({
      text: '5001',
      source: 'environment',
    });
  });

  it('count an empty variable as not given', () => {
    expect(resolveSettings({ PORT: '', DATABASE_URL: '  ' }).values).toMatchObject({
      PORT: 5000,
      DATABASE_URL: null,
    });
  });

  it('report every mistake in one error', () => {
    const error = failure({
      PORT: '70000',
      PG_PORT: '5e3',
      RUPTURA_HOJE: '31/02/2026',
      DATABASE_URL: 'mysql://ana:segredo@db/x',
    });
    expect(error.code).toBe('CONFIGURACAO_INVALIDA');
    const mistakes = error.details as RupturaError[];
    expect(mistakes.map((mistake) => mistake.code).sort()).toEqual([
      'CONFIGURACAO_NAO_E_DATA',
      'CONFIGURACAO_NAO_E_NUMERO',
      'CONFIGURACAO_NAO_E_NUMERO',
      'CONFIGURACAO_NAO_E_POSTGRES',
    ]);
    expect(error.sentence('en')).toContain('PORT');
    expect(JSON.stringify(mistakes.map((mistake) => mistake.sentence('pt-BR')))).not.toContain('segredo');
  });

  it('accept the ways PostgreSQL addresses are written', () => {
    for (const url of ['postgres://a:b@c:1/d', 'postgresql://a@/d?host=/tmp', 'postgres:///d']) {
      expect(resolveSettings({ DATABASE_URL: url }).values.DATABASE_URL).toBe(url);
    }
  });

  it.each([
    '*',
    'https://*',
    'https://*.exemplo.com.br',
    'https://erp,*',
    'http://a:*',
    'erp.exemplo.com.br',
  ])('refuse %s as an origin, in a sentence', (text) => {
    const [mistake] = failure({ RUPTURA_ORIGENS: text }).details as RupturaError[];
    expect(mistake).toMatchObject({ code: 'CONFIGURACAO_NAO_E_ORIGEM' });
    expect(mistake!.sentence('pt-BR')).toContain('não aceita *');
    expect(mistake!.sentence('en')).toContain('no * either');
  });

  it('take origins of names, addresses and ports', () => {
    const text = 'https://ERP.exemplo.com.br, http://[fd00::7]:8080 http://10.0.0.1 https://ação.example/';
    const { host } = new URL('https://ação.example');
    expect(resolveSettings({ RUPTURA_ORIGENS: text }).values.RUPTURA_ORIGENS).toBe(
      `https://erp.exemplo.com.br,http://[fd00::7]:8080,http://10.0.0.1,https://${host}`,
    );
  });

  it('name variables that look misspelt', () => {
    expect(resolveSettings({ RUPTURA_HOJ: '2026-03-02', PATH: '/bin' }).unknown).toEqual(['RUPTURA_HOJ']);
  });

  it('never show a password', () => {
    expect(maskSecrets('postgres://ana:p@ss:w/rd@db:5432/x')).toBe('postgres://ana:***@db:5432/x');
    expect(maskSecrets('postgres:///x?user=ana&password=abc&host=/t')).toBe(
      'postgres:///x?user=ana&password=***&host=/t',
    );
  });

  it('tell what is set though nothing reads it, without its value', () => {
    expect(settingsWithoutEffect({ PORT: '5001', REDIS_URL: ' ' })).toEqual([]);
    const told = settingsWithoutEffect({ REDIS_URL: 'redis://:segredo@10.0.0.1' });
    expect(told.map(({ name }) => name)).toEqual(['REDIS_URL']);
    expect(JSON.stringify(told)).not.toContain('segredo');
  });
});
