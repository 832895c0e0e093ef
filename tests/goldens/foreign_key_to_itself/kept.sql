SELECT id, parent_id FROM node ORDER BY id;
