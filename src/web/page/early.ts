/** Runs before anything is painted, so that a dark page never flashes white. */
(() => {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem('ruptura.tema');
  } catch {}
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
})();
