// Measurements as comma-separated values, as GET /stats/history writes them: with a header whatever follows it, and no
// name that a spreadsheet would take for a formula.
export const csvColumns = [
  'connection_id',
  'platform',
  'platform_username',
  'synced_at',
  'followers_count',
  'following_count',
  'engagement_rate',
  'total_posts',
  'average_likes_per_post',
  'average_comments_per_post',
  'average_views_per_post',
  'followers_growth',
] as const;

export type CsvRow = Record<(typeof csvColumns)[number], string | number | null>;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const quoted = value.replaceAll('"', '""');
  if (/^[-=+@\t\r]/.test(value)) return `"'${quoted}"`;
  return /[",\r\n]/.test(value) ? `"${quoted}"` : value;
}

export function csvOf(rows: CsvRow[]): string {
  const lines = [[...csvColumns], ...rows.map((row) => csvColumns.map((column) => cell(row[column])))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
