namespace Mesh.Core.Tests.Configuration;

public sealed class BadFileTests
{
    private const string Release = "releases: [{ name: web, chart: ./web, namespace: beta, ";

    [TestCase("cluster:\n  contxt: a",
        "mesh.yaml:2:3: unknown key 'contxt' in cluster; did you mean 'context'?")]
    [TestCase("clutser: {}",
        "mesh.yaml:1:1: unknown key 'clutser'; did you mean 'cluster'?")]
    [TestCase("terraform: {}",
        "mesh.yaml:1:1: unknown key 'terraform'; known here: cluster, sources, images, registries, istio, releases, restarts, loadBalancers, addressPools, certificates, diagnosis, tctl, clusters")]
    [TestCase("cluster: locust-eks",
        "mesh.yaml:1:10: cluster: expected keys with values, found 'locust-eks'")]
    [TestCase("cluster: [a]",
        "mesh.yaml:1:10: cluster: expected keys with values, found a list")]
    [TestCase("cluster:\n  context: [a]",
        "mesh.yaml:2:12: cluster.context: expected text, found a list")]
    [TestCase("cluster: { identity: '' }",
        "mesh.yaml:1:22: cluster.identity must be text that is not blank; found ''")]
    [TestCase("sources:\n  include: '**/*.sh'",
        "mesh.yaml:2:12: sources.include: expected a list, found the text '**/*.sh'; write it as [\"…\"], also when it is one item")]
    [TestCase("sources:\n  include: [a, ]\n  exclude: [~]",
        "mesh.yaml:3:13: sources.exclude[0] must have a value")]
    [TestCase("images:\n  check: ['']\n  platforms: [arm64, linux/arm64]",
        "2 errors in the configuration:\nmesh.yaml:2:11: images.check[0] must be an image reference such as docker.io/istio/pilot:1.29.0, without spaces and without a slash at its ends; found ''\nmesh.yaml:3:15: images.platforms[0] must be os/arch such as linux/arm64, or os/arch/variant such as linux/arm/v7; found 'arm64'")]
    [TestCase("images: { check: [docker.io/istio/] }",
        "mesh.yaml:1:19: images.check[0] must be an image reference such as docker.io/istio/pilot:1.29.0, without spaces and without a slash at its ends; found 'docker.io/istio/'")]
    [TestCase("registries: [{ host: https://localhost:5000 }]",
        "mesh.yaml:1:22: registries[0].host must be host or host:port, without https:// and without a path; found 'https://localhost:5000'")]
    [TestCase("registries: [{ host: a, plainHttp: yes }]",
        "mesh.yaml:1:36: registries[0].plainHttp: expected true or false, found 'yes'; write true")]
    [TestCase("registries: [{ host: a, plainHttp: Off }]",
        "mesh.yaml:1:36: registries[0].plainHttp: expected true or false, found 'Off'; write false")]
    [TestCase("registries: [{ host: a, plainHttp: \"true\" }]",
        "mesh.yaml:1:36: registries[0].plainHttp: expected true or false, found the text 'true'; write it without quotes")]
    [TestCase("registries: [{ host: a, plainHttp: 1 }]",
        "mesh.yaml:1:36: registries[0].plainHttp: expected true or false, found '1'")]
    [TestCase("registries: [{ host: a, passwordFromEnv: A, passwordFromFile: b }]",
        "mesh.yaml:1:63: registries[0] has both 'passwordFromEnv' and 'passwordFromFile'; keep one of them")]
    [TestCase("registries: [{ host: a }, { host: a }]",
        "mesh.yaml:1:27: registries[1] is registries[0] again: both have host 'a'")]
    [TestCase("istio: { version: latest }",
        "mesh.yaml:1:19: istio.version must be a version such as 1.29.0; found 'latest'")]
    [TestCase("releases:\n  - name: web",
        "2 errors in the configuration:\nmesh.yaml:2:5: releases[0] lacks 'chart'\nmesh.yaml:2:5: releases[0] lacks 'namespace'")]
    [TestCase("releases:\n  - name: web\n    chart:\n    namespace: null",
        "2 errors in the configuration:\nmesh.yaml:3:11: releases[0].chart must have a value\nmesh.yaml:4:16: releases[0].namespace must have a value")]
    [TestCase("releases: [{ name: Web, chart: a, namespace: b_c }]",
        "2 errors in the configuration:\nmesh.yaml:1:20: releases[0].name must be a helm release name: at most 53 lower case letters, digits, dashes and dots, with a letter or digit at both ends; found 'Web'\nmesh.yaml:1:46: releases[0].namespace must be a DNS-1123 label: at most 63 lower case letters, digits and dashes, with a letter or digit at both ends; found 'b_c'")]
    [TestCase("releases: [null]",
        "mesh.yaml:1:12: releases[0] must have a value")]
    [TestCase("releases: { name: web }",
        "mesh.yaml:1:11: releases: expected a list, found keys with values")]
    [TestCase(Release + "historyLimit: many }]",
        "mesh.yaml:1:70: releases[0].historyLimit: expected a whole number, found 'many'")]
    [TestCase(Release + "historyLimit: '10' }]",
        "mesh.yaml:1:70: releases[0].historyLimit: expected a whole number, found the text '10'; write it without quotes")]
    [TestCase(Release + "historyLimit: 1.5 }]",
        "mesh.yaml:1:70: releases[0].historyLimit: expected a whole number, found '1.5'")]
    [TestCase(Release + "historyLimit: -1 }]",
        "mesh.yaml:1:70: releases[0].historyLimit: expected at least 0, found -1")]
    [TestCase(Release + "historyLimit: 99999999999 }]",
        "mesh.yaml:1:70: releases[0].historyLimit: expected a whole number, found '99999999999'")]
    [TestCase(Release + "timeout: 5 minutes }]",
        "mesh.yaml:1:65: releases[0].timeout must be a duration such as 90s, 5m or 1h30m, above zero and at most a day; found '5 minutes'")]
    [TestCase(Release + "timeout: 25h }]",
        "mesh.yaml:1:65: releases[0].timeout must be a duration such as 90s, 5m or 1h30m, above zero and at most a day; found '25h'")]
    [TestCase(Release + "set: [a] }]",
        "mesh.yaml:1:61: releases[0].set: expected keys with values, found a list")]
    [TestCase(Release + "set: { image.tag: 1.10 } }]",
        "mesh.yaml:1:74: releases[0].set.image.tag: '1.10' would not stay as it is written but become the number 1.1; write \"1.10\" for text")]
    [TestCase(Release + "set: { image.tag: 007 } }]",
        "mesh.yaml:1:74: releases[0].set.image.tag: '007' would not stay as it is written but become the number 7; write \"007\" for text")]
    [TestCase(Release + "set: { image.tag: 1234567e8 } }]",
        "mesh.yaml:1:74: releases[0].set.image.tag: '1234567e8' would not stay as it is written but become the number 123456700000000; write \"1234567e8\" for text")]
    [TestCase(Release + "set: { account: 12345678901234567890 } }]",
        "mesh.yaml:1:72: releases[0].set.account: '12345678901234567890' would not stay as it is written but become the number 1.2345678901234567E+19; write \"12345678901234567890\" for text")]
    [TestCase(Release + "set: { country: NO } }]",
        "mesh.yaml:1:72: releases[0].set.country: 'NO' is neither text nor a switch here; write false, or \"NO\" for text")]
    [TestCase("releases:\n- { name: web, chart: a, namespace: b }\n- { name: web, chart: c, namespace: b }",
        "mesh.yaml:3:3: releases[1] is releases[0] again: both have namespace 'b' and name 'web'")]
    [TestCase("restarts: [{ namespace: beta }]",
        "mesh.yaml:1:12: restarts[0] needs either 'selector' or 'workload'")]
    [TestCase("restarts: [{ namespace: beta, selector: app=web, workload: deployment/web }]",
        "mesh.yaml:1:60: restarts[0] has both 'selector' and 'workload'; keep one of them")]
    [TestCase("restarts: [{ namespace: beta, workload: pod/web }]",
        "mesh.yaml:1:41: restarts[0].workload must be deployment/NAME, statefulset/NAME or daemonset/NAME; found 'pod/web'")]
    [TestCase("cluster: {}\ncluster: {}",
        "mesh.yaml:2:1: key 'cluster' is here twice; it first stands at mesh.yaml:1:1")]
    [TestCase("cluster:\n\tcontext: a",
        "mesh.yaml:2:1: a tab stands in the indentation; YAML wants spaces")]
    [TestCase("cluster: {}\n---\ncluster: {}",
        "mesh.yaml:2:1: a second document begins here; mesh.yaml holds one")]
    [TestCase("cluster: { context: *a }",
        "mesh.yaml:1:21: the alias *a refers to no anchor that ends before it")]
    [TestCase("cluster: &a { context: *a }",
        "mesh.yaml:1:24: the alias *a refers to no anchor that ends before it")]
    [TestCase("cluster: &a {}\nsources: { <<: *a }",
        "mesh.yaml:2:12: merge keys (<<) are not supported, as YAML 1.2 does not have them; write the keys out, or use an alias for a whole value")]
    [TestCase("cluster: { context: !vault a }",
        "mesh.yaml:1:21: the tag '!vault' is not supported; use quotes to make a value text")]
    [TestCase("cluster: { ? [a] : b }",
        "mesh.yaml:1:14: a key must be text")]
    [TestCase("cluster: { context: 'a }",
        "mesh.yaml:1:21: not valid YAML: While scanning a quoted scalar, found unexpected end of stream")]
    [TestCase("cluster: [",
        "mesh.yaml:2:1: not valid YAML: While parsing a node, did not find expected node content")]
    [TestCase("- a",
        "mesh.yaml:1:1: expected keys such as cluster:, found a list")]
    [TestCase("locust-eks",
        "mesh.yaml:1:1: expected keys such as cluster:, found 'locust-eks'")]
    [TestCase("cluster: { \"a\\u001b[31m\": b }",
        "mesh.yaml:1:12: unknown key 'a\\u001b[31m' in cluster; known here: context, kubeconfig, identity")]
    public void A_bad_file_is_told_with_its_place(string yaml, string expected)
    {
        var refusal = Workspace.Refusal(yaml);
        Assert.That((refusal.Reason, refusal.ExitCode), Is.EqualTo((expected, 65)));
    }
}
