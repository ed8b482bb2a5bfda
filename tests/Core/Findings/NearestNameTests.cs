using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Findings;

public sealed class NearestNameTests
{
    private static readonly string[] Targets = ["Mesh.RestartWorkloads", "Mesh.Deliver", "Demo", "Default"];

    [TestCase("Mesh.RestartWorkload", ExpectedResult = "Mesh.RestartWorkloads")]
    [TestCase("RestartWorkloads", ExpectedResult = "Mesh.RestartWorkloads")]
    [TestCase("mesh.deliver", ExpectedResult = "Mesh.Deliver")]
    [TestCase("Dmeo", ExpectedResult = "Demo")]
    [TestCase("Terraform", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    public string? The_nearest_name_is_found(string given) => NearestName.Of(given, Targets);
}
