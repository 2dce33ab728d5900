-- How badges look: the colours of an institution, and pictures that stand in for the template.

alter table institution
  -- the colour of its badges' field, and that of their lines
  add column colour text,
  add column second_colour text,
  add constraint "a colour is written #1a2b3c"
    check (colour ~ '^#[0-9a-f]{6}$' and second_colour ~ '^#[0-9a-f]{6}$');

-- The latest revision counts; one without content says that the template is shown again.
create table artwork (
  institution_id int not null,
  program_version_id uuid not null,
  revision int not null,
  media_type text,
  content bytea,
  content_sha256 bytea,
  -- what the picture shows, in words
  alternative_text text,
  actor text not null,
  role text not null,
  reason text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint "a version has one artwork of a revision"
    primary key (institution_id, program_version_id, revision),
  foreign key (institution_id, program_version_id) references program_version,
  constraint "artwork has alternative text" check (
    num_nonnulls(media_type, content, content_sha256, alternative_text) in (0, 4)),
  constraint "artwork is a PNG or an SVG" check (media_type in ('image/png', 'image/svg+xml')),
  constraint "artwork is no larger than a picture needs to be" check (length(content) <= 20971520)
);
-- pictures are packed already
alter table artwork alter column content set storage external;
select isolate('artwork'), keep_history('artwork');
