/** Entry of the script that existing pages include; see docs/embedding.md. */
import { guarded } from './console.ts';
import { defineGlobals, globals } from './globals.ts';
import { watchGlobal } from './manager.ts';
import { PageAnalysis } from './page.ts';
import { type EmbedSettings, readSettings } from './settings.ts';
import { isSwitchedOn } from './switch.ts';

const FLAG = 'RUPTURA_USE_WORKERS';
const META = 'meta[name="ruptura-workers"]';

function settingsOfTag(): EmbedSettings {
  const { currentScript } = document;
  const script =
    currentScript instanceof HTMLScriptElement ? currentScript : document.createElement('script');
  return readSettings(script, document.baseURI);
}

function decide({ isAddon }: EmbedSettings): void {
  const meta = document.querySelector(META)?.getAttribute('content') ?? null;
  if (isSwitchedOn({ isAddon, meta, flag: globals[FLAG] })) turnOn();
}

function turnOn(): void {
  globals.rupturaClient?.ligar();
  const { RupturaWorkerAddon: Addon } = globals;
  if (Addon !== undefined) globals.rupturaWorkerAddon ??= new Addon();
}

function install(): void {
  const settings = settingsOfTag();
  const isFirst = globals.RupturaWorkerClient === undefined;
  if (isFirst) {
    defineGlobals(new PageAnalysis(settings));
    watchGlobal(FLAG, (flag) => {
      if (flag === true) turnOn();
      else if (flag === false) globals.rupturaClient?.desligar();
    });
  }
  decide(settings);
  // A meta element may stand after the script.
  if (document.readyState === 'loading') {
    document.addEventListener(
      'DOMContentLoaded',
      guarded(() => decide(settings)),
      { once: true },
    );
  }
}

guarded(install)();
