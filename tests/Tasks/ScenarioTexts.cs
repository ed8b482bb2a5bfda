namespace Cake.Frosting.Mesh.Tests;

/// <summary>Scenarios that only one test needs.</summary>
internal static class ScenarioTexts
{
    /// <summary>A user who may do nothing at all.</summary>
    public const string WithoutRights = """
        contexts:
          - name: locust-eks
            denied: [{ verb: "*", group: "*", resource: "*" }]
        """;
}
