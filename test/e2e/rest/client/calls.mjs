// Makes the calls that arrive on standard input with postgrest-js and prints what each returned, as JSON.
// A call is a list of steps: [["from", "connections"], ["select", "id"], ["eq", "platform", "tiktok"]].
import { PostgrestClient } from '@supabase/postgrest-js';
import { readFileSync } from 'node:fs';

const { url, token, calls } = JSON.parse(readFileSync(0, 'utf8'));
const client = new PostgrestClient(url, { headers: { Authorization: `Bearer ${token}` } });
const answers = [];
for (const steps of calls) {
  const builder = steps.reduce((from, [name, ...rest]) => from[name](...rest), client);
  const { status, data, error, count } = await builder;
  answers.push({ status, data, error, count });
}
console.log(JSON.stringify(answers));
