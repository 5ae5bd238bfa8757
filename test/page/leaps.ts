/**
 * A script that scrolls the list of a page to its very end, a leap a frame, which leaves rows no time to arrive.
 * @param leaps how many it takes
 */
export function leapToTheEnd(leaps: number): string {
  return `(async () => {
  const grid = document.querySelector('[role=grid]');
  const end = grid.scrollHeight - grid.clientHeight;
  for (let leap = 1; leap <= ${leaps}; leap++) {
    grid.scrollTop = (end * leap) / ${leaps};
    await new Promise(requestAnimationFrame);
  }
})()`;
}
