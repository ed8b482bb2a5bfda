namespace Mesh.Core.Certificates;

/// <summary>Predicts what istiod and Envoy will make of a CA, before either sees it.</summary>
public static class CaExamination
{
    /// <summary>Examines a CA. Whatever is in its files, this gives a report and throws nothing.</summary>
    /// <param name="bundle">The CA.</param>
    /// <param name="now">The time that counts as now.</param>
    /// <param name="warnBefore">How long before it ends a certificate is warned about.</param>
    public static CaReport Of(CaBundle bundle, DateTimeOffset now, TimeSpan warnBefore) => throw new NotImplementedException($"{bundle}{now}{warnBefore}");
}
