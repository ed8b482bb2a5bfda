using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed class ContextNameTests
{
    [TestCase(null, "not set")]
    [TestCase("", "blank")]
    [TestCase(" \t\n", "blank")]
    [TestCase("null", "'null'")]
    [TestCase("NULL", "'null'")]
    [TestCase(" null ", "'null'")]
    [TestCase("undefined", "'undefined'")]
    [TestCase("${KUBE_CONTEXT}", "'${KUBE_CONTEXT}' still holds")]
    [TestCase("prod-${REGION}", "still holds")]
    [TestCase("${}", "still holds")]
    [TestCase("$(kubectl config current-context)", "still holds")]
    [TestCase("%KUBE_CONTEXT%", "still holds")]
    [TestCase("{{ .Values.context }}", "still holds")]
    public void What_a_script_leaves_behind_is_refused(string? value, string why) => Assert.That(ContextName.WhyRefused(value), Does.Contain(why));

    [TestCase("locust-eks")]
    [TestCase("arn:aws:eks:eu-west-1:123456789012:cluster/locust")]
    [TestCase("gke_project_europe-west1_cluster")]
    [TestCase("admin@10.0.0.1:6443")]
    [TestCase("nullable")]
    [TestCase("not-undefined")]
    [TestCase("50%")]
    [TestCase("a$b")]
    [TestCase("}${")]
    [TestCase("{a}")]
    [TestCase("a)b$(")]
    public void A_name_is_a_name(string value) => Assert.That(ContextName.WhyRefused(value), Is.Null);
}
