// Rates are kept to four decimals by the server. What is worked out of them here is rounded as there: half away from zero,
// by the number that is meant rather than by the binary one just below it.
function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return (Math.sign(value) * Math.round(Number((Math.abs(value) * scale).toPrecision(12)))) / scale || 0;
}

/** As the server has it, so that a mean is the same number wherever it is shown. */
export function meanOfRates(rates: number[]): number {
  return rounded(rates.reduce((sum, rate) => sum + rate, 0) / rates.length, 4);
}

/** A change in percentage points, as it is written: two decimals. */
export function percentagePoints(change: number): number {
  return rounded(change, 2);
}
