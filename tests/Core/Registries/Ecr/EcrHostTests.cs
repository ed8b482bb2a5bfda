using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Registries.Ecr;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class EcrHostTests
{
    private static readonly Arbitrary<string> Labels = Gen.Elements("123456789012", "eu-west-1", "us-gov-west-1", "EU", "-", ".", "/", "@", "\n", "é", "_1", "")
        .ArrayOf().Select(string.Concat).Where(text => text.Length < 40).ToArbitrary();

    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "aws", "eu-west-1", "api.ecr.eu-west-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.mx-central-1.amazonaws.com", "aws", "mx-central-1", "api.ecr.mx-central-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.ap-southeast-5.amazonaws.com", "aws", "ap-southeast-5", "api.ecr.ap-southeast-5.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.nz-north-1.amazonaws.com", "aws", "nz-north-1", "api.ecr.nz-north-1.amazonaws.com")]
    [TestCase("123456789012.dkr-ecr.eu-west-1.on.aws", "aws", "eu-west-1", "ecr.eu-west-1.api.aws")]
    [TestCase("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "aws", "us-east-1", "ecr-fips.us-east-1.amazonaws.com")]
    [TestCase("123456789012.dkr-ecr-fips.us-west-2.on.aws", "aws", "us-west-2", "ecr-fips.us-west-2.api.aws")]
    [TestCase("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "aws-cn", "cn-north-1", "api.ecr.cn-north-1.amazonaws.com.cn")]
    [TestCase("123456789012.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn", "aws-cn", "cn-northwest-1", "ecr.cn-northwest-1.api.amazonwebservices.com.cn")]
    [TestCase("123456789012.dkr.ecr.us-gov-west-1.amazonaws.com", "aws-us-gov", "us-gov-west-1", "api.ecr.us-gov-west-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr-fips.us-gov-east-1.amazonaws.com", "aws-us-gov", "us-gov-east-1", "ecr-fips.us-gov-east-1.amazonaws.com")]
    [TestCase("123456789012.dkr-ecr.us-gov-east-1.on.aws", "aws-us-gov", "us-gov-east-1", "ecr.us-gov-east-1.api.aws")]
    [TestCase("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "aws-eusc", "eusc-de-east-1", "api.ecr.eusc-de-east-1.amazonaws.eu")]
    [TestCase("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "aws-iso", "us-iso-east-1", "api.ecr.us-iso-east-1.c2s.ic.gov")]
    [TestCase("123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "aws-iso-b", "us-isob-east-1", "api.ecr.us-isob-east-1.sc2s.sgov.gov")]
    [TestCase("123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "aws-iso-e", "eu-isoe-west-1", "api.ecr.eu-isoe-west-1.cloud.adc-e.uk")]
    [TestCase("123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "aws-iso-f", "us-isof-south-1", "api.ecr.us-isof-south-1.csp.hci.ic.gov")]
    [TestCase("123456789012.DKR.ECR.EU-West-1.AmazonAWS.com", "aws", "eu-west-1", "api.ecr.eu-west-1.amazonaws.com")]
    public void A_private_registry_is_told_in_every_partition(string registry, string partition, string region, string api)
    {
        Assert.That(EcrHost.TryParse(registry, out var host), Is.True);
        Assert.That((host!.Account, host.Partition.Name, host.Region, host.IsPublic), Is.EqualTo(("123456789012", partition, region, false)));
        Assert.That(EcrService.Of(host).AddressOf(host, _ => null), Is.EqualTo(new Uri($"https://{api}/")));
        Assert.That(EcrRepositories.Knows(registry), Is.True);
    }

    [TestCase("public.ecr.aws", "api.ecr-public.us-east-1.amazonaws.com")]
    [TestCase("ecr-public.aws.com", "ecr-public.us-east-1.api.aws")]
    public void The_public_registry_has_an_API_of_its_own(string registry, string api)
    {
        Assert.That(EcrHost.TryParse(registry, out var host), Is.True);
        Assert.That((host!.IsPublic, host.Region, EcrRepositories.Knows(registry)), Is.EqualTo((true, "us-east-1", false)));
        Assert.That(EcrService.Of(host).AddressOf(host, _ => null), Is.EqualTo(new Uri($"https://{api}/")));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("docker.io")]
    [TestCase("dkr.ecr.eu-west-1.amazonaws.com")]
    [TestCase("12345678901.dkr.ecr.eu-west-1.amazonaws.com")]
    [TestCase("1234567890123.dkr.ecr.eu-west-1.amazonaws.com")]
    [TestCase("١٢٣٤٥٦٧٨٩٠١٢.dkr.ecr.eu-west-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com\n")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.evil.amazonaws.com")]
    [TestCase("evil-123456789012.dkr.ecr.eu-west-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.eu-west-1-amazonaws.com")]
    [TestCase("123456789012.dkr.ecr..amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.nowhere.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.us-iso-east-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn")]
    [TestCase("123456789012.dkr.ecr.cn-north-1.amazonaws.com")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.c2s.ic.gov")]
    [TestCase("123456789012.dkr-ecr.us-iso-east-1.on.aws")]
    [TestCase("123456789012.dkr-ecr.eusc-de-east-1.on.aws")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.eu")]
    [TestCase("public.ecr.aws.evil.example")]
    public void What_only_looks_like_a_registry_of_ECR_gets_no_password_of_it(string? registry) => Assert.That(EcrHost.TryParse(registry, out _), Is.False);

    [FsCheck.NUnit.Property]
    public Property A_host_of_any_shape_leads_to_AWS_or_nowhere() => Prop.ForAll(Labels, Labels, (account, region) =>
        !EcrHost.TryParse($"{account}.dkr.ecr.{region}.amazonaws.com", out var host) || (host.ApiHost(fips: false, dualStack: false).EndsWith($".{region.ToLowerInvariant()}.amazonaws.com", StringComparison.Ordinal) && !region.Contains('.', StringComparison.Ordinal)));

    [TestCase("AWS_USE_FIPS_ENDPOINT", "ecr-fips.eu-west-1.amazonaws.com")]
    [TestCase("AWS_USE_DUALSTACK_ENDPOINT", "ecr.eu-west-1.api.aws")]
    public void The_environment_may_ask_for_another_of_the_APIs_addresses(string variable, string api) =>
        Assert.That(EcrService.Of(Desk.Host()).AddressOf(Desk.Host(), name => name == variable ? "true" : null).Host, Is.EqualTo(api));

    [Test]
    public void The_addresses_that_every_SDK_reads_are_honoured_the_services_own_first()
    {
        var variables = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://localhost:1/", ["AWS_ENDPOINT_URL_ECR"] = "http://localhost:2/base" };

        Assert.That(Address(), Is.EqualTo("http://localhost:2/base"));
        variables.Remove("AWS_ENDPOINT_URL_ECR");
        Assert.That(Address(), Is.EqualTo("http://localhost:1/"));
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE";
        Assert.That(Address(), Is.EqualTo("https://api.ecr.eu-west-1.amazonaws.com/"));

        string Address() => EcrService.Of(Desk.Host()).AddressOf(Desk.Host(), variables.GetValueOrDefault).ToString();
    }

    [TestCase("localhost:4566")]
    [TestCase("ftp://localhost")]
    [TestCase("nonsense")]
    [TestCase("http://user:secret@localhost")]
    public void An_address_that_is_none_is_refused_without_being_quoted(string text) =>
        Assert.That(() => EcrService.Of(Desk.Host()).AddressOf(Desk.Host(), name => name == "AWS_ENDPOINT_URL" ? text : null), Fails.With(Core.Findings.ExitCode.Configuration, "AWS_ENDPOINT_URL").And.Message.Not.Contains("secret"));
}
