-- record: the text format of checkouts and takes, prepended to every script that uses it. The TypeScript counterpart is records.ts.
--   lines     'position:quantity,…'
--   checkout  'lines user_id'
--   take      'deadline_ms kind lines user_id'; a hold has no deadline: 0
--   holder    'position user_id' of a hold, which has one line
local function read_checkout(record) return string.match(record, '^([%d:,]+) (.*)$') end
local function read_take(record) return string.match(record, '^(%d+) (%a+) ([%d:,]+) (.*)$') end
local function write_take(...) return table.concat({...}, ' ') end
local function each_line(lines) return string.gmatch(lines, '(%d+):(%d+)') end
local function holder_of(lines, buyer) return string.match(lines, '^%d+') .. ' ' .. buyer end

