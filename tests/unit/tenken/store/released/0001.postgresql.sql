CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.finding_bodies (
    sha256 character varying(64) NOT NULL,
    body text NOT NULL,
    last_run integer NOT NULL
);
CREATE TABLE public.findings (
    run integer NOT NULL,
    "position" integer NOT NULL,
    subject text NOT NULL,
    control character varying(64) NOT NULL,
    system text NOT NULL,
    status character varying(16) NOT NULL,
    judged_status character varying(16) NOT NULL,
    exception text NOT NULL,
    body_sha256 character varying(64) NOT NULL
);
CREATE TABLE public.ledger (
    number integer NOT NULL,
    kind character varying(16) NOT NULL,
    run character varying(64) NOT NULL,
    sha256 character varying(64) NOT NULL,
    entry text NOT NULL,
    signature text NOT NULL,
    witnessed text NOT NULL
);
CREATE TABLE public.object_bytes (
    sha256 character varying(64) NOT NULL,
    gzip bytea NOT NULL
);
CREATE TABLE public.object_uses (
    sha256 character varying(64) NOT NULL,
    inventory integer NOT NULL,
    last_run integer NOT NULL
);
CREATE TABLE public.objects (
    sha256 character varying(64) NOT NULL,
    kind character varying(16) NOT NULL,
    size integer NOT NULL,
    pruned character varying(40) NOT NULL
);
CREATE TABLE public.runs (
    number integer NOT NULL,
    id character varying(64) NOT NULL,
    status character varying(16) NOT NULL,
    started character varying(40) NOT NULL,
    finished character varying(40) NOT NULL,
    as_of bigint NOT NULL,
    inventory text NOT NULL,
    inventory_digest character varying(64) NOT NULL,
    host text NOT NULL,
    lock character varying(64) NOT NULL,
    tool_version character varying(64) NOT NULL,
    tool_sha256 character varying(64) NOT NULL,
    clock text NOT NULL,
    arguments text NOT NULL,
    accepted_gaps boolean NOT NULL,
    work_order text NOT NULL,
    baselines text NOT NULL,
    exceptions text NOT NULL,
    inputs text NOT NULL
);
CREATE SEQUENCE public.runs_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.runs_number_seq OWNED BY public.runs.number;
CREATE TABLE public.targets (
    run integer NOT NULL,
    name character varying(255) NOT NULL,
    system text NOT NULL,
    segment text NOT NULL,
    contractor text NOT NULL,
    platform text NOT NULL,
    address text NOT NULL,
    account text NOT NULL,
    scanned boolean NOT NULL,
    reachable boolean NOT NULL,
    reason text NOT NULL,
    connections integer NOT NULL,
    execs integer NOT NULL,
    seconds double precision NOT NULL,
    collected text NOT NULL,
    commands character varying(64) NOT NULL,
    facts text NOT NULL
);
ALTER TABLE ONLY public.runs ALTER COLUMN number SET DEFAULT nextval('public.runs_number_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.finding_bodies VALUES ('a7d3755e748a3a43132250c2e9519b989a30bbc7fce739c64ba3483c7089addc', '{"article":13,"class_code":"UA","severity":"high","method":"machine","expected":[{"code":"want","values":[["least",1]]}],"actual":[{"code":"found","values":[["items",["基準値と異なります"]],["many",true],["share",1.0]]}],"reason":null,"evidence":["sshd"]}', 2);
INSERT INTO public.finding_bodies VALUES ('305b95c82a7c1fd1432883611490572b8e97cfac0e45f5fe6b18c2c79bf64a25', '{"article":13,"class_code":"UA","severity":"high","method":"machine","expected":[{"code":"want","values":[["least",1]]}],"actual":[{"code":"found","values":[["items",["x"]],["many",true],["share",1.0]]}],"reason":null,"evidence":["sshd"]}', 2);
INSERT INTO public.findings VALUES (1, 0, 'web01', 'J13-UA-01', 'lgwan', 'pass', 'pass', '', '305b95c82a7c1fd1432883611490572b8e97cfac0e45f5fe6b18c2c79bf64a25');
INSERT INTO public.findings VALUES (2, 0, 'web01', 'J13-UA-01', 'lgwan', 'fail', 'fail', '', 'a7d3755e748a3a43132250c2e9519b989a30bbc7fce739c64ba3483c7089addc');
INSERT INTO public.findings VALUES (2, 1, 'web02', 'J13-UA-01', 'lgwan', 'unknown', 'unknown', '', '305b95c82a7c1fd1432883611490572b8e97cfac0e45f5fe6b18c2c79bf64a25');
INSERT INTO public.ledger VALUES (1, 'run', '20261123T010000-abc001', 'fbe81c0a109deb7dac295718caa0e64ab20490ec14b8e0934662a2d0a31a104a', '{"content":"b3b39dbac14c7a1028da7b94d029785f05a09f3df862c9198a33fb442f14cd2c","key":"SHA256:YTr4RPj8GRRJkCDPBfSOJTlK4dGW1byLRlnqLDE8qXk","kind":"run","number":1,"previous":"0000000000000000000000000000000000000000000000000000000000000000","run":"20261123T010000-abc001","time":"2026-11-23T01:01:00+09:00"}
', '-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgMtgJ1/rW3biDx0+cySSzO4QSV8
h1qGbQd5m/0r4LuqcAAAANdGVua2VuLWxlZGdlcgAAAAAAAAAGc2hhNTEyAAAAUwAAAAtz
c2gtZWQyNTUxOQAAAEC4n2rh5gZREkbcqyi0Ibru5jilSxYvUHPH0yWzp2CTjEr/N+ANou
vxJ2pnnnWMciA8+1rjJrV+cl6DaVmOzhEH
-----END SSH SIGNATURE-----
', '');
INSERT INTO public.ledger VALUES (2, 'run', '20261123T020000-abc002', '26a199b9d3fdba069e3b427dc0a693c9e11b73d6f263aa599346893e60277e25', '{"content":"e2892e6f16c520b9b15446c304b3b45a296642d73f2b70c9ce5d7620f373a810","key":"SHA256:YTr4RPj8GRRJkCDPBfSOJTlK4dGW1byLRlnqLDE8qXk","kind":"run","number":2,"previous":"fbe81c0a109deb7dac295718caa0e64ab20490ec14b8e0934662a2d0a31a104a","run":"20261123T020000-abc002","time":"2026-11-23T02:01:00+09:00"}
', '-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgMtgJ1/rW3biDx0+cySSzO4QSV8
h1qGbQd5m/0r4LuqcAAAANdGVua2VuLWxlZGdlcgAAAAAAAAAGc2hhNTEyAAAAUwAAAAtz
c2gtZWQyNTUxOQAAAED599KER5jUB4n0rX2+2P91QcPmpwmLz6tung8/u6aWqMEhhxp8yj
zEtS/XxEMEhHRZlzfCAGbNmg4J/Qas02sL
-----END SSH SIGNATURE-----
', '');
INSERT INTO public.object_bytes VALUES ('8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1', '\x1f8b08000000000000032b4b2d2acecccfb35230d433d033e00200a2a4af7a0f000000');
INSERT INTO public.object_bytes VALUES ('48ccef2a9bb485a74e82e4daaff602a22083ee88ce02cd7a5efc8d7a077faba4', '\x1f8b08000000000000032bc82f2a513032e2facf0000106797780a000000');
INSERT INTO public.object_bytes VALUES ('9ce244b92d83ec5ac77f656095dca2ce4ae4f0cf20b36dc9df352e0025a01f30', '\x1f8b080000000000000373494dca4ccce302007982738207000000');
INSERT INTO public.object_bytes VALUES ('628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e', '\x1f8b0800000000000003958db10d80300c0477f99a86360b30068a88852290831c1b0ae4dd21050515a2f4ffddfb048914a90827a692080193293a548dda2ee385cbc177b2c7d5a881ee1d725a69fc6d8931679e5fe29371d15128a6ef954aaab7f1fbbb6dcd78a017d28a21f7082a46ee7e01dd8231fa17010000');
INSERT INTO public.object_bytes VALUES ('279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', '\x1f8b0800000000000003ed51c14ec3300cbdef2b50ae7493eb265ddbefe08610721c870d6d0d6ad22184f877dc698249485cb81245caf38b633befddafde4da1e9498a19ccab78a84d655ea6e445e39c7741434ec7238d4109a6727321a794f449a44396ca642d5164c940c0765dd76b6ceea01e00746f00e0f68ccc39b3ccd90ca050388d61c19b7ab908692e8ffead8852ee8bc83b42d76a65f8e3d2e6659a47fdc232e865f04928a7d10ce37c3854e6b4276d7491432798fdb370b9a68839cde3426920a77d909117a56cc72c11a9f7de768eb6563a141b88626c010911ba46a4eb5800396cc949e44e4fd86e2379b28bcab396858fea374352fe61c799fa37e3da8c9e05adf53d06159d1db18adcba167a179890c592d8081c117cd306ee436c1c0a003a823a36f06dc6ea61f509f937cfa721030000');
INSERT INTO public.object_bytes VALUES ('2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', '\x1f8b08000000000000038be6e28ae5020072a60b0405000000');
INSERT INTO public.object_bytes VALUES ('b3b39dbac14c7a1028da7b94d029785f05a09f3df862c9198a33fb442f14cd2c', '\x1f8b0800000000000003cd554b6ee43610dde718dc46dd262992220de416d91946839f525b18491448c976a3d1d7c836f798fb24e74851b23d9a49b27216210cb78a9faa7af51e8b5732d8b16b21cfa76748b98b23b927ec484945d252be39e58a315eff4a19c571b0ce53ca70795c060789dcb38ae4d9ce4bc6cd3e0e530f3390752ecd10de3c1c183bac3eee29c5bf9fa9c1ffb8abedc62e3ffdd336b6df66f329b618aa5175498262cca798673c15a7bc66e3fbe8bf90fb2bc997d13fa5886e8bd7392d5091dea673410829c5742a993249e9ad22738c7d39f40d3a3d6ee0f393e552e144fbc941300c865f0618670cfc400e876e7c4623a6cb2f0544268f157989e9cb29a6500a4a0a60ef61c2f29dce76c253aded33e2f838889bee3e8cbbcdcb6ef914ba821777854f8ed5ebb494ccaf648a7de72f7716fd6a2d2928dac8102ca59a7ac91557c68a00dc68a17dcd3db74a421d346b85550282f620eb209c683c2b55713643df8d50aa5278cb330ce8ba3fbfd8b1e8cb0e80e61fbf7ffdf3eb6f687f27cf95a30f94f0c9510a3e4d293e63c1dde58d81f789356499400643617133133c77f0b25b1fe1753e6db365e286acc26b6111932e10d19e8b0ee70d6f02eb57e15fdf91be805ba5fcb74a6438bfc51dcec35cc41ec739598f546fa1a7dece6d4ce54c00d7ad876c080972b994cc702c183fb24d5771595d65bff9c69ff1db4d59b3b2ae87dd442e08c7a5efd7c023f83744ac0004bf7d65c0b580dff428d78bd5afd05a3b74fd659f5711eb1ef0115e6d691ab8d4c773379ea698303f51ae7945862ee76e3c6ff16f258101fb5589437863bc08da986039d39e49a39d0a863970e0bda7add642311b846965cb0c03ea14134e9bda516e822cdd076bb82abb1b674868152d12c5350465802a1e94f79cd754486b3c67a661baf1d648cb8d50a2162d3500be314e37dab43540100cc8ed56fd1bbffcffc3ef5b4f7927f88a5103ac3dfc9d635473bb94368a97cff6cb7a511f3e0257bbc08fd5035979ab387f7cbc7d4628df4be40755ec15f15f26fc83b29cad6b6fa9944dcb9c93ae7156eba09ad6044a4ded5106d2d60abc642d705c0ea66e78a8015fa6a0c24e59b7d206f0910b9872de725ee961bb1706686359d04df1ec84f5c12a4d1ba5bd57816a545ddd18e3a0a983d40c9f40ef64f0c2881014d30ef085b9fdf4176ec6950bc7070000');
INSERT INTO public.object_bytes VALUES ('e2892e6f16c520b9b15446c304b3b45a296642d73f2b70c9ce5d7620f373a810', '\x1f8b0800000000000003dd554b8ee33610dde718dcc6769314459106728bec82c0289245b730922890727fd0f035b20a905596b9c000b94d32e74851eaf478f24116bd0b61d8ac0fabead52bd22f6c84a98f5896d303e6d2a7891d993870b663f952f7924b2d846cbee592d3da83f39c4b324f97d1616647b9636581e552c8d9a7711e7041b6eaf282e135c25e88fd1ae3c8397dbee696bec92bf6535feeffc94ddcba4139a5c88ea2d34d2d8253cefb54163a95e6c20579f821f90fecf8c2caf3e4ef73a2b035ea922fb86303e473458839a77caa958a96f3eb8e2d290df5d067e8fcb0812ff7205b4d8af8cec5280da5bf8c382d94f83bb6dff7d30309293f7f534114f6fd8e3da6fce19472a80d65bffdfae3a79f7fd97715b8f738531b4f6798e97484a1109eb700e47cf726dc6dd16ecca7d057dce415deb9d6a8f3a5227861731a7aff7c0714d79896a3e65d1b02706eb86fa596da820a28ad51c637d24bd02d36c188a8402b0cc663db04e554e745ed8e8382433f61ed4ee5af2c3852e8e1fc08539d331891c4df7ffaf8e9e30f247f31a62b576f28f19dab367c9e737aa086bbdadc5bc59ab22a88c950d9dcc48c0f3d3eded8277c5a4e9bb62aaec42e3e5516a9e80a91e4a5cee3b2e1cd087ebd002f7f227d44b78ef4df3a51f0fc9a773c8f4b1dfa342d193c51bda59e075862caf54c40d7af8720848ca55e4e6125354c1ec43657e9b2862a7e8b4d3fd3e71bb356056ec01b45a908a7cb30ac8927f4af884405887edb15245ba03d3fb4eb051b566811c67e78beadab0eeb2de0033e417d3cc834a4733f9de694a93e55affb8e8d7d29fd74def25f6b0123bd5b350f939df52a186b034861bc68ad713a58e1d0a1f79e4763941610948d6d145620775a28676ce3b8b4a1adaf10f5709dec7e5a3093546791696930688b5ccba0bd97b2e1aa05eba5b09d309d07db82b44aab46456e117d679de98c8d0d625002d9f5bafb377ee5ff95df2f99fd0b99ff41a483a6f1c0dbb68bc2b9d6750e8c09ba8b36706e1b4f5d6fa1d1e85b11519239d8a693a141ce45d0e186c86bbd75f4df1228d54aec6b37e4cdc30e52790f461257517591e8f33a4a7ac9a8a351ca4e7501da189dd2929e06850da91c6506e4103ac589deaffe00b2d2c2ca3e070000');
INSERT INTO public.object_bytes VALUES ('30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', '\x1f8b0800000000000003a550c14ec3300cbdef2b50ae749393361ded77704308398e039bba0435c91042fc3b4e3521ee5839bcf7ecd8cf7eda7da982eb2b1735ab0f76a055a7ded7e45878ca42285d2e18bd50c272b7496b4a521e70c9dca92cdf0bb7bc0133eeb5de9bfe11f40c20ef0000f71b525b65a959cd20902945dff041b7844fb5bcb8cfc222d95f21bfa1b1a374867f860c2f6b8db240337a33be32e614d51cebb274ea7a4219743b8538a8eecc54fe4a48946a6c9210be9e3c476a579a88cd30b8c9f8879ec9221d8f61b4234cd6131ae201790840c180eb474f930fbd350c602c820e7d334755dac2f7ee79f703fddf4e3090010000');
INSERT INTO public.object_uses VALUES ('48ccef2a9bb485a74e82e4daaff602a22083ee88ce02cd7a5efc8d7a077faba4', 1, 2);
INSERT INTO public.object_uses VALUES ('279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', 1, 2);
INSERT INTO public.object_uses VALUES ('2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', 1, 2);
INSERT INTO public.object_uses VALUES ('9ce244b92d83ec5ac77f656095dca2ce4ae4f0cf20b36dc9df352e0025a01f30', 1, 3);
INSERT INTO public.object_uses VALUES ('628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e', 1, 3);
INSERT INTO public.object_uses VALUES ('30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', 1, 3);
INSERT INTO public.objects VALUES ('8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1', 'input', 15, '');
INSERT INTO public.objects VALUES ('48ccef2a9bb485a74e82e4daaff602a22083ee88ce02cd7a5efc8d7a077faba4', 'section', 10, '');
INSERT INTO public.objects VALUES ('9ce244b92d83ec5ac77f656095dca2ce4ae4f0cf20b36dc9df352e0025a01f30', 'section', 7, '');
INSERT INTO public.objects VALUES ('628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e', 'fact', 279, '');
INSERT INTO public.objects VALUES ('279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', 'commands', 801, '');
INSERT INTO public.objects VALUES ('2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', 'commands', 5, '');
INSERT INTO public.objects VALUES ('b3b39dbac14c7a1028da7b94d029785f05a09f3df862c9198a33fb442f14cd2c', 'manifest', 1991, '');
INSERT INTO public.objects VALUES ('e2892e6f16c520b9b15446c304b3b45a296642d73f2b70c9ce5d7620f373a810', 'manifest', 1854, '');
INSERT INTO public.objects VALUES ('30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', 'commands', 400, '');
INSERT INTO public.runs VALUES (1, '20261123T010000-abc001', 'complete', '2026-11-23T01:00:00+09:00', '2026-11-23T01:01:00+09:00', 1763000001, '/inventory/hosts', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ops01', '00000000000000000000000000000000', '0.1.0', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '{"synchronised":true,"largest_error_us":1500}', '["--inventory=hosts"]', false, '', '[{"system":"lgwan","name":"基準","version":"1.0.0","digest":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","approved_by":"","approved_on":"","amendment":"","reviewed_on":"","next_review":""}]', '[]', '{"policy/a":"8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1"}');
INSERT INTO public.runs VALUES (2, '20261123T020000-abc002', 'complete', '2026-11-23T02:00:00+09:00', '2026-11-23T02:01:00+09:00', 1763000002, '/inventory/hosts', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ops01', '00000000000000000000000000000000', '0.1.0', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '{"synchronised":true,"largest_error_us":1500}', '["--inventory=hosts"]', false, '作業-7', '[{"system":"lgwan","name":"基準","version":"1.0.0","digest":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","approved_by":"","approved_on":"","amendment":"","reviewed_on":"","next_review":""}]', '[]', '{"policy/a":"8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1"}');
INSERT INTO public.runs VALUES (3, '20261123T030000-abc003', 'running', '2026-11-23T03:00:00+09:00', '', 1795370400, '/inventory/hosts', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ops01', '00000000000000000000000000000000', '0.1.0', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '{"synchronised":true,"largest_error_us":1500}', '["--inventory=hosts"]', false, '', '[]', '[]', '{"policy/a":"8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1"}');
INSERT INTO public.targets VALUES (1, 'web01', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"debian","hostname":"web01.example","login_port":40000,"missing":null}', '279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', '{"interfaces":"628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e"}');
INSERT INTO public.targets VALUES (1, 'web02', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, false, '{"code":"connection_refused","values":[["address","192.0.2.1"],["port",22]]}', 1, 1, 0.5, '{"family":"","hostname":"","login_port":0,"missing":{"code":"connection_refused","values":[["address","192.0.2.1"],["port",22]]}}', '2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', '{}');
INSERT INTO public.targets VALUES (2, 'web01', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"debian","hostname":"web01.example","login_port":40000,"missing":null}', '279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', '{"interfaces":"628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e"}');
INSERT INTO public.targets VALUES (2, 'web02', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"","hostname":"","login_port":0,"missing":null}', '2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', '{}');
INSERT INTO public.targets VALUES (3, 'web01', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"debian","hostname":"web01.example","login_port":40000,"missing":null}', '30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', '{"interfaces":"628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e"}');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.finding_bodies
    ADD CONSTRAINT pk_finding_bodies PRIMARY KEY (sha256);
ALTER TABLE ONLY public.findings
    ADD CONSTRAINT pk_findings PRIMARY KEY (run, "position");
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT pk_ledger PRIMARY KEY (number);
ALTER TABLE ONLY public.object_bytes
    ADD CONSTRAINT pk_object_bytes PRIMARY KEY (sha256);
ALTER TABLE ONLY public.object_uses
    ADD CONSTRAINT pk_object_uses PRIMARY KEY (sha256, inventory);
ALTER TABLE ONLY public.objects
    ADD CONSTRAINT pk_objects PRIMARY KEY (sha256);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT pk_runs PRIMARY KEY (number);
ALTER TABLE ONLY public.targets
    ADD CONSTRAINT pk_targets PRIMARY KEY (run, name);
ALTER TABLE ONLY public.findings
    ADD CONSTRAINT uq_findings_run UNIQUE (run, subject, control, system);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT uq_ledger_sha256 UNIQUE (sha256);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT uq_runs_id UNIQUE (id);
CREATE INDEX ix_finding_bodies_last_run ON public.finding_bodies USING btree (last_run);
CREATE INDEX ix_ledger_run ON public.ledger USING btree (run);
CREATE INDEX ix_object_uses_last_run ON public.object_uses USING btree (last_run);
