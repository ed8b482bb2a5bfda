using Mesh.Integration.Environment;

namespace Mesh.Integration.Gateways;

/// <summary>The control plane of these tests: one of their own, for it serves Istio's kind Gateway, and other tests count with a server that does not.</summary>
[SetUpFixture]
public sealed class GatewayPlane
{
    private const string Crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: gateways.networking.istio.io }
        spec:
          group: networking.istio.io
          scope: Namespaced
          names: { kind: Gateway, listKind: GatewayList, plural: gateways, singular: gateway, shortNames: [gw] }
          versions:
            - name: v1beta1
              served: true
              storage: true
              schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
        """;

    private static readonly Lazy<Task<ControlPlane>> Instance = new(StartAsync);

    public static Task<ControlPlane> RequireAsync() => Require.Available(Instance.Value);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Instance.IsValueCreated && Instance.Value.IsCompletedSuccessfully)
        {
            await (await Instance.Value).DisposeAsync();
        }
    }

    private static async Task<ControlPlane> StartAsync()
    {
        var plane = await ControlPlane.StartAsync("1");
        (await plane.KubectlWithInputAsync(Crd, "apply", "--filename", "-")).Succeeded();
        (await plane.KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd/gateways.networking.istio.io")).Succeeded();
        return plane;
    }
}
